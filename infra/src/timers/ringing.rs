//! Rings the timers that are due. Every instance does: telling a setup twice, early or late that
//! its time is over leads to nothing, so nobody has to be elected or to claim anything.

use std::{error::Error, time::Duration};

use chrono::{DateTime, Utc};
use countersign_domain::{Enrollment, EnrollmentCommand};
use countersign_projections::Projection;
use futures::{StreamExt, stream};
use sqlx::PgPool;
use tokio::time::{self, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use uuid::Uuid;

use super::SetupTimers;
use crate::store::{ExecuteError, Metadata, Ready, Store, Submission};

/// How late a timer may ring, and how often one is rung again whose end cannot be recorded.
const SWEEP_SECONDS: u64 = 1;

const PAGE_TIMERS_MAX: i64 = 100;

/// Commands under way at once: they share the log's transactions.
const RINGING_AT_ONCE_MAX: usize = 16;

const ACTOR: &str = "countersign/setup-timer";

/// Rings due timers until `stop`.
pub async fn ring(store: &Store, stop: CancellationToken) {
    let mut sweeps = time::interval(Duration::from_secs(SWEEP_SECONDS));
    sweeps.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = sweeps.tick() => {}
        }
        match sweep(store, &stop).await {
            Ok(Failed { timers: 0, .. }) => {}
            Ok(Failed { timers, last }) => tracing::error!(
                timers,
                enrollment_id = last.as_ref().map(|(id, _)| tracing::field::display(id)),
                error = last.as_ref().map(|(_, error)| error as &dyn Error),
                "setups that ran out are not ended"
            ),
            Err(failure) => tracing::error!(
                error = &failure as &dyn Error,
                "the timers of setups cannot be read"
            ),
        }
    }
}

/// How many timers of a sweep rang in vain, and why the last one did.
#[derive(Default)]
struct Failed {
    timers: u64,
    last: Option<(Uuid, ExecuteError)>,
}

/// Rings every timer that is due, each once: one that fails keeps none of the later ones waiting.
async fn sweep(store: &Store, stop: &CancellationToken) -> Result<Failed, sqlx::Error> {
    let mut failed = Failed::default();
    let mut after = Due {
        due_at: DateTime::UNIX_EPOCH,
        enrollment_id: Uuid::nil(),
    };
    while !stop.is_cancelled() {
        let page = due_after(store.pool(), &after).await?;
        let Some(last) = page.last().copied() else {
            break;
        };
        after = last;
        let outcomes: Vec<(Uuid, Result<(), ExecuteError>)> = stream::iter(page)
            .map(async |due| (due.enrollment_id, expire(store, due.enrollment_id).await))
            .buffer_unordered(RINGING_AT_ONCE_MAX)
            .collect()
            .await;
        for (enrollment_id, outcome) in outcomes {
            if let Err(error) = outcome {
                failed.timers += 1;
                failed.last = Some((enrollment_id, error));
            }
        }
    }
    Ok(failed)
}

async fn expire(store: &Store, enrollment_id: Uuid) -> Result<(), ExecuteError> {
    let span = tracing::info_span!("timer", %enrollment_id);
    store
        .execute::<Enrollment>(Submission {
            aggregate_id: enrollment_id.to_string(),
            account_id: None,
            command: Ready(EnrollmentCommand::Expire),
            metadata: Metadata::by(ACTOR),
            customer: None,
            idempotency: None,
        })
        .instrument(span)
        .await
        .map(|_| ())
}

#[derive(Clone, Copy, sqlx::FromRow)]
struct Due {
    due_at: DateTime<Utc>,
    enrollment_id: Uuid,
}

/// The next timers that are due by the database's clock. Time and generation stand in subqueries
/// so that they are told once and the index serves.
async fn due_after(pool: &PgPool, after: &Due) -> Result<Vec<Due>, sqlx::Error> {
    sqlx::query_as(
        "SELECT due_at, enrollment_id FROM setup_timers
         WHERE generation = (SELECT generation FROM projections WHERE name = $1 AND serving)
           AND due_at <= (SELECT wall_clock()) AND (due_at, enrollment_id) > ($2, $3)
         ORDER BY due_at, enrollment_id LIMIT $4",
    )
    .bind(SetupTimers::NAME)
    .bind(after.due_at)
    .bind(after.enrollment_id)
    .bind(PAGE_TIMERS_MAX)
    .fetch_all(pool)
    .await
}
