//! Housekeeping: what an instance does now and then for as long as it runs.

use std::{error::Error, time::Duration};

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::{
    pages,
    store::{self, Store},
};

/// How soon a rotated code key is taken up.
const REFRESH_INTERVAL: Duration = Duration::from_secs(10);

/// How often remembered outcomes and sessions are looked through for old ones.
const FORGET_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Keeps house until told to stop.
pub(crate) async fn keep(store: &Store, stop: CancellationToken) {
    let mut refresh = interval(REFRESH_INTERVAL);
    let mut forget = interval(FORGET_INTERVAL);
    for ticks in [&mut refresh, &mut forget] {
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    }
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = refresh.tick() => {
                if let Err(error) = store.keyring().refresh(store.pool()).await {
                    warn(&error, "the code keys could not be read again");
                }
            }
            _ = forget.tick() => {
                if let Err(error) = store::forget_old(store.pool()).await {
                    warn(&error, "old outcomes could not be forgotten");
                }
                if let Err(error) = store::forget_mailboxes(store.pool()).await {
                    warn(&error, "mailboxes of the forgotten could not be forgotten");
                }
                if let Err(error) = pages::forget_old(store.pool()).await {
                    warn(&error, "old sessions could not be forgotten");
                }
            }
        }
    }
}

fn warn(error: &(dyn Error + 'static), what: &str) {
    tracing::warn!(error, what, "housekeeping tries again");
}
