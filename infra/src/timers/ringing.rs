//! Rings the timers that are due. Every instance does: telling a setup or challenge
//! twice, early or late that its time is over leads to nothing, so nobody has to be elected or to claim anything.

use std::time::Duration;

use chrono::{DateTime, Utc};
use countersign_domain::{
    Challenge, ChallengeCommand, Decider, Enrollment, EnrollmentCommand, StreamId,
};
use countersign_projections::Projection;
use cqrs_es::Aggregate;
use futures::{StreamExt, stream};
use sqlx::PgPool;
use tokio::time::{self, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::Timers;
use crate::causes::with_causes;
use crate::store::{ExecuteError, Metadata, Ready, Store, Submission};

/// How late a timer may ring, and how often one is rung again whose end cannot be recorded.
const SWEEP_SECONDS: u64 = 1;

const PAGE_TIMERS_MAX: i64 = 100;

/// Commands under way at once: they share the log's transactions.
const RINGING_AT_ONCE_MAX: usize = 16;

const SETUP_TIMER: &str = "countersign/setup-timer";
const CHALLENGE_TIMER: &str = "countersign/challenge-timer";

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
                stream = last
                    .as_ref()
                    .map(|(stream, _)| tracing::field::display(stream)),
                error = last.as_ref().map(|(_, error)| with_causes(error)),
                "what ran out is not ended"
            ),
            Err(failure) => {
                tracing::error!(error = %with_causes(&failure), "the timers cannot be read");
            }
        }
    }
}

/// How many timers of a sweep rang in vain, and why the last one did.
#[derive(Default)]
struct Failed {
    timers: u64,
    last: Option<(StreamId, ExecuteError)>,
}

/// Rings every timer that is due, each once: one that fails keeps none of the later ones waiting.
async fn sweep(store: &Store, stop: &CancellationToken) -> Result<Failed, sqlx::Error> {
    let mut failed = Failed::default();
    let mut after = DueTimer {
        due_at: DateTime::UNIX_EPOCH,
        aggregate_type: String::new(),
        aggregate_id: String::new(),
    };
    while !stop.is_cancelled() {
        let page = due_after(store.pool(), &after).await?;
        let Some(last) = page.last().cloned() else {
            break;
        };
        after = last;
        let outcomes: Vec<(StreamId, Result<(), ExecuteError>)> = stream::iter(page)
            .map(async |due| {
                let stream = StreamId::new(due.aggregate_type, due.aggregate_id);
                let outcome = expire(store, &stream).await;
                (stream, outcome)
            })
            .buffer_unordered(RINGING_AT_ONCE_MAX)
            .collect()
            .await;
        for (stream, outcome) in outcomes {
            if let Err(error) = outcome {
                failed.timers += 1;
                failed.last = Some((stream, error));
            }
        }
    }
    Ok(failed)
}

async fn expire(store: &Store, stream: &StreamId) -> Result<(), ExecuteError> {
    let span = tracing::info_span!("timer", %stream);
    let ring = async {
        if stream.aggregate_type == Challenge::TYPE {
            let expire = ChallengeCommand::Expire;
            tell::<Challenge>(store, stream, expire, CHALLENGE_TIMER).await
        } else {
            let expire = EnrollmentCommand::Expire;
            tell::<Enrollment>(store, stream, expire, SETUP_TIMER).await
        }
    };
    ring.instrument(span).await
}

async fn tell<A: Decider<Command: Send + Sync>>(
    store: &Store,
    stream: &StreamId,
    command: A::Command,
    actor: &str,
) -> Result<(), ExecuteError> {
    let submission = Submission {
        aggregate_id: stream.aggregate_id.clone(),
        account_id: None,
        command: Ready(command),
        metadata: Metadata::by(actor),
        customer: None,
        idempotency: None,
    };
    store.execute::<A>(submission).await.map(|_| ())
}

#[derive(Clone, sqlx::FromRow)]
struct DueTimer {
    due_at: DateTime<Utc>,
    aggregate_type: String,
    aggregate_id: String,
}

/// The next timers that are due by the database's clock. Time and generation stand in subqueries
/// so that they are told once and the index serves.
async fn due_after(pool: &PgPool, after: &DueTimer) -> Result<Vec<DueTimer>, sqlx::Error> {
    sqlx::query_as(
        "SELECT due_at, aggregate_type, aggregate_id FROM timers
         WHERE generation = (SELECT generation FROM projections WHERE name = $1 AND serving)
           AND due_at <= (SELECT wall_clock())
           AND (due_at, aggregate_type, aggregate_id) > ($2, $3, $4)
         ORDER BY due_at, aggregate_type, aggregate_id LIMIT $5",
    )
    .bind(Timers::NAME)
    .bind(after.due_at)
    .bind(&after.aggregate_type)
    .bind(&after.aggregate_id)
    .bind(PAGE_TIMERS_MAX)
    .fetch_all(pool)
    .await
}
