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

use std::sync::Arc;

use countersign_projections::{AccountSecurity, ChallengeFunnel, EnrollmentFunnel, Projection};
use sqlx::PgPool;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use self::reads::Projected;
use crate::timers::Timers;

pub use generations::{ProjectionStatus, list};
pub use reads::Reads;
pub use rebuild::{Progress, RebuildFailure, rebuild};

/// Starts this instance's projectors. They end after `stop`.
pub fn start(tasks: &mut JoinSet<()>, pool: &PgPool, stop: &CancellationToken) -> Reads {
    let security = spawn::<AccountSecurity>(tasks, pool, stop);
    let enrollments = spawn::<EnrollmentFunnel>(tasks, pool, stop);
    let challenges = spawn::<ChallengeFunnel>(tasks, pool, stop);
    spawn::<Timers>(tasks, pool, stop);
    Reads {
        pool: pool.clone(),
        security,
        enrollments,
        challenges,
    }
}

fn spawn<P: Projection>(
    tasks: &mut JoinSet<()>,
    pool: &PgPool,
    stop: &CancellationToken,
) -> Projected {
    let (announce, position) = watch::channel(0);
    let wanted = Arc::new(Notify::new());
    let run = projector::run::<P>(pool.clone(), announce, Arc::clone(&wanted), stop.clone());
    tasks.spawn(run);
    Projected { position, wanted }
}
