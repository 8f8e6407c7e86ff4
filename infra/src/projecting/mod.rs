//! From the log to what is known.
//!
//! Each instance runs one projector a projection. A projector reads the log on from its checkpoint
//! and commits rows and checkpoint together, under the lock of the checkpoint's row: two instances
//! take turns, and one that lost its connection has lost its transaction with it.
//!
//! [`Reads`] are the read models as whoever issued a command may read them: they wait for what was
//! committed before and are never stale.

mod generations;
mod step;

mod projector;
mod reads;
mod rebuild;

use countersign_projections::{AccountSecurity, EnrollmentFunnel, Projection};
use sqlx::PgPool;
use tokio::{sync::watch, task::JoinSet};
use tokio_util::sync::CancellationToken;

use self::projector::Pace;
use crate::timers::SetupTimers;

pub use generations::{ProjectionStatus, list};
pub use reads::Reads;
pub use rebuild::{Progress, RebuildFailure, rebuild};

/// Starts this instance's projectors. They end after `stop`; `head` is the store's.
pub fn start(
    tasks: &mut JoinSet<()>,
    pool: &PgPool,
    head: &watch::Receiver<i64>,
    stop: &CancellationToken,
) -> Reads {
    let (security, security_projected) = watch::channel(0);
    let (funnel, funnel_projected) = watch::channel(0);
    let (timers, _) = watch::channel(0);
    spawn::<AccountSecurity>(tasks, pool, head, security, Pace::AtOnce, stop);
    spawn::<EnrollmentFunnel>(tasks, pool, head, funnel, Pace::Polling, stop);
    spawn::<SetupTimers>(tasks, pool, head, timers, Pace::Polling, stop);
    Reads {
        pool: pool.clone(),
        security: security_projected,
        funnel: funnel_projected,
    }
}

fn spawn<P: Projection>(
    tasks: &mut JoinSet<()>,
    pool: &PgPool,
    head: &watch::Receiver<i64>,
    projected: watch::Sender<i64>,
    pace: Pace,
    stop: &CancellationToken,
) {
    let run = projector::run::<P>(pool.clone(), head.clone(), projected, pace, stop.clone());
    tasks.spawn(run);
}

/// Waits for the next change. A sender that is gone has none to tell of: then this waits for ever,
/// and whoever calls it goes by the poll beside it.
async fn changed(signal: &mut watch::Receiver<i64>) {
    if signal.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}
