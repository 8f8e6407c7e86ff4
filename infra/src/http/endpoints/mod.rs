//! The endpoints, one a file, in the order in which a customer meets them.

pub(super) mod put_account;
pub(super) mod create_page_session;

pub(super) mod start_setup;
pub(super) mod verify_password;
pub(super) mod issue_code;
pub(super) mod confirm_code;
pub(super) mod acknowledge;
pub(super) mod cancel;

pub(super) mod get_enrollment;
pub(super) mod get_security;

pub(super) mod open_challenge;
pub(super) mod issue_challenge_code;
pub(super) mod confirm_challenge_code;
pub(super) mod cancel_challenge;
pub(super) mod get_challenge;
pub(super) mod disable;
pub(super) mod jwks;

pub(super) mod unlock_account;
pub(super) mod erase_account;

pub(super) mod challenge_funnel;
pub(super) mod enrollment_funnel;
pub(super) mod history;
pub(super) mod log;

pub(super) mod checkpoint;
pub(super) mod inclusion_proof;
pub(super) mod consistency_proof;
