//! The doors that the targets in `fuzz/` knock at and that are private otherwise. Compiled for them
//! alone.

use uuid::Uuid;

use crate::relay::Claim;

pub use crate::http::fuzzing::{ReadBody, read_bodies};

/// Position and event id that the payload of a message claims.
#[must_use]
pub fn read_claim(payload: &[u8]) -> Option<(i64, Uuid)> {
    Claim::read(payload).map(|claim| (claim.position, claim.event_id))
}
