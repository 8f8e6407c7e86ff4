//! The projector: keeps one projection up with the log for as long as the instance runs.

use std::{sync::Arc, time::Duration};

use countersign_projections::Projection;
use sqlx::PgPool;
use tokio::{
    sync::{Notify, watch},
    time,
};
use tokio_util::sync::CancellationToken;

use super::{
    generations::{self, Generation},
    rebuild, step,
};
use crate::causes::with_causes;
use crate::store::Failure;

/// How soon what was appended is projected where nobody waits for it. Whoever waits wakes the
/// projector: a step costs as much for one event as for hundreds, so none is made for each append.
const POLL_MILLISECONDS: u64 = 100;

/// After a failure the wait doubles from the poll's up to this.
const BACK_OFF_MAX_MILLISECONDS: u64 = 5_000;

/// Projects until `stop`. Each failure is logged and tried again: there is nothing to skip.
pub(super) async fn run<P: Projection>(
    pool: PgPool,
    projected: watch::Sender<i64>,
    wanted: Arc<Notify>,
    stop: CancellationToken,
) {
    let mut wait_milliseconds = POLL_MILLISECONDS;
    while !stop.is_cancelled() {
        match round::<P>(&pool, &projected).await {
            Ok(Round::Unfinished) => continue,
            Ok(Round::CaughtUp) => wait_milliseconds = POLL_MILLISECONDS,
            Err(failure) => {
                wait_milliseconds = (wait_milliseconds * 2).min(BACK_OFF_MAX_MILLISECONDS);
                tracing::error!(
                    projection = P::NAME,
                    error = %with_causes(&failure),
                    "a projection is held up"
                );
            }
        }
        let healthy = wait_milliseconds == POLL_MILLISECONDS;
        tokio::select! {
            () = stop.cancelled() => {}
            () = wanted.notified(), if healthy => {}
            () = time::sleep(Duration::from_millis(wait_milliseconds)) => {}
        }
    }
}

enum Round {
    /// There is more to do at once.
    Unfinished,
    /// Every generation is where it should be.
    CaughtUp,
}

/// Looks, and does one thing for each generation: the serving one is never far behind, however
/// much there is to fill or to forget.
async fn round<P: Projection>(
    pool: &PgPool,
    projected: &watch::Sender<i64>,
) -> Result<Round, Failure> {
    let found = generations::look(pool, P::NAME).await?;
    if found.is_empty() {
        generations::ensure(pool, P::NAME).await?;
        return Ok(Round::Unfinished);
    }
    let mut unfinished = false;
    for generation in found {
        unfinished |= if generation.serving {
            serve::<P>(pool, &generation, projected).await?
        } else if generation.retired {
            generations::forget::<P>(pool, generation.number).await?
        } else {
            rebuild::fill::<P>(pool, generation.number).await?;
            true
        };
    }
    Ok(if unfinished {
        Round::Unfinished
    } else {
        Round::CaughtUp
    })
}

/// One step of the serving generation, and the signal to who waits for it. `true` while there is
/// more of what the look found.
async fn serve<P: Projection>(
    pool: &PgPool,
    generation: &Generation,
    projected: &watch::Sender<i64>,
) -> Result<bool, Failure> {
    let mut position = generation.position;
    if position < generation.head
        && let Some(step) = step::step::<P>(pool, generation.number).await?
    {
        position = step.position;
    }
    projected.send_if_modified(|known| std::mem::replace(known, position) < position);
    Ok(position < generation.head)
}
