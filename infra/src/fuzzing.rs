//! The doors that the targets in `fuzz/` knock at and that are private otherwise. Compiled for them
//! and for tests.

use uuid::Uuid;

use crate::relay::Claim;

pub use crate::http::{
    fuzzing::{ReadBody, read_bodies},
    tokens::{ACCOUNT, AUDIENCE, ISSUER, KEY_ID, Tokens},
};

/// Position and event id that the payload of a message claims.
#[must_use]
pub fn read_claim(payload: &[u8]) -> Option<(i64, Uuid)> {
    Claim::read(payload).map(|claim| (claim.position, claim.event_id))
}
