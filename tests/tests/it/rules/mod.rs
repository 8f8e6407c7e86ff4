//! What may happen: the deciders, without a server.
//!
//! Given this history of an account, when this command comes at this time, then these events
//! follow, or it is refused for this reason.

mod given;
mod given_challenge;
mod scene;
mod scene_challenge;

mod account;
mod enrollment_setup;
mod enrollment_password;
mod enrollment_issue;
mod enrollment_code;
mod enrollment_lock;
mod enrollment_end;
mod states;
mod limits;
mod guessing;

mod challenge_open;
mod challenge_hour;
mod challenge_issue;
mod challenge_code;
mod challenge_lock;
mod challenge_end;
mod challenge_states;
mod disable;

mod address;
mod code;
mod secrets;

mod golden;
mod upcasting;
mod properties;
mod parsers;
