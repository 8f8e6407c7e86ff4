//! Waiting for what nobody announces.

use std::time::{Duration, Instant};

/// How often to look.
pub(super) const POLL: Duration = Duration::from_millis(10);

/// Looks until it holds, for so many seconds at most; `false` when it did not come to hold.
pub(super) async fn until_it_holds(within_seconds: u64, mut holds: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + Duration::from_secs(within_seconds);
    while !holds() {
        if Instant::now() > deadline {
            return false;
        }
        tokio::time::sleep(POLL).await;
    }
    true
}
