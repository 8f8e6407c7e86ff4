//! The one place that reads a clock of the machine's.

use std::time::{SystemTime, UNIX_EPOCH};

use thiserror::Error;

/// The machine's clock is of before 1970.
#[derive(Debug, Error)]
#[error("the clock of this machine is set to a time before 1970")]
pub(super) struct ClockUnset;

/// Now, in seconds since 1970-01-01, as a cosignature says it.
#[expect(
    clippy::disallowed_methods,
    reason = "a witness has no database, and says by its own clock when it has seen what it cosigns"
)]
pub(super) fn now_seconds() -> Result<u64, ClockUnset> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map(|since| since.as_secs()).map_err(|_| ClockUnset)
}
