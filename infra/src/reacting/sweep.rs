//! The sweep: hands over again what should have been answered and was not.
//!
//! Nothing relies on a message that comes twice, or at all: PostgreSQL knows which events a
//! handler answers and which it has answered.

use std::{sync::Arc, time::Duration};

use countersign_handlers::{HANDLERS, Handler};
use futures::{StreamExt, future::join_all, stream};
use sqlx::PgPool;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::Reactions;
use crate::causes::with_causes;
use crate::store::{Failure, log};

/// How often retries and redrives that are due are looked for.
const DUE_INTERVAL: Duration = Duration::from_secs(1);
/// How often events that nobody brought are looked for, where nothing is known to be amiss.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60);
/// How long a message has to bring its event before the sweep does.
const GRACE: Duration = Duration::from_secs(5);
/// How long after its time a retry is left to its message.
const DUE_GRACE_SECONDS: f64 = 3.0;
/// The most events looked up in one round for one handler.
const PAGE_EVENTS_MAX: i64 = 100;
/// Of these, the events that are answered at once.
const EVENTS_AT_ONCE_MAX: usize = 8;

/// Sweeps until told to stop.
pub async fn sweep(reactions: Arc<Reactions>, stop: CancellationToken) {
    let mut ticks = interval(DUE_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // At once, too: whoever was killed may have left something that nobody brings.
    let mut sweep_at = Instant::now();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = reactions.missed.notified() => {
                sweep_at = sweep_at.min(Instant::now() + GRACE);
                continue;
            }
            _ = ticks.tick() => {}
        }
        let unbrought = Instant::now() >= sweep_at;
        if unbrought {
            sweep_at = Instant::now() + SWEEP_INTERVAL;
        }
        if let Err(error) = reactions.hand_over(unbrought, &stop).await {
            tracing::warn!(
                error = %with_causes(&error),
                "the sweep tries again"
            );
        }
    }
}

impl Reactions {
    /// Hands over what is due, and with `unbrought` what nobody brought. Told to stop, it begins
    /// with nothing more and finishes what it is at.
    async fn hand_over(&self, unbrought: bool, stop: &CancellationToken) -> Result<(), Failure> {
        let handlers = HANDLERS.iter().map(async |handler| {
            let pool = self.store.pool();
            self.answer_all(handler, due(pool, handler).await?, stop)
                .await?;
            if unbrought {
                self.answer_all(handler, unanswered(pool, handler).await?, stop)
                    .await?;
                move_on(pool, handler).await?;
            }
            Ok(())
        });
        join_all(handlers).await.into_iter().collect()
    }

    /// Several at once, since one mail server's answer may take its time. Told to stop, it finishes
    /// what it is at: half an answer would be somebody's lease.
    async fn answer_all(
        &self,
        handler: &'static Handler,
        positions: Vec<i64>,
        stop: &CancellationToken,
    ) -> Result<(), Failure> {
        let answers = positions.into_iter().map(async |position| {
            if stop.is_cancelled() {
                return Ok(());
            }
            let mut connection = self.store.pool().acquire().await?;
            let event = log::read_at(&mut connection, position).await?;
            drop(connection);
            if let Some(event) = event {
                self.answer(handler, &event).await?;
            }
            Ok(())
        });
        let answers = stream::iter(answers).buffer_unordered(EVENTS_AT_ONCE_MAX);
        let answers: Vec<Result<(), Failure>> = answers.collect().await;
        answers.into_iter().collect()
    }
}

/// Retries whose time has come and whose message has not, claims whose instance is gone, and
/// what an operator redrives.
async fn due(pool: &PgPool, handler: &Handler) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT position FROM deliveries
         WHERE handler = $1 AND state IN ('waiting', 'claimed')
           AND due_at < wall_clock() - make_interval(secs => $2)
         ORDER BY due_at LIMIT $3",
    )
    .bind(handler.name)
    .bind(DUE_GRACE_SECONDS)
    .bind(PAGE_EVENTS_MAX)
    .fetch_all(pool)
    .await
}

/// Events of the handler that have no delivery yet, although there was time for it.
async fn unanswered(pool: &PgPool, handler: &Handler) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT e.position FROM events e
         WHERE e.aggregate_type = $2 AND e.event_type = $3
           AND e.position > coalesce((SELECT position FROM swept WHERE handler = $1), 0)
           AND e.recorded_at < wall_clock() - make_interval(secs => $4)
           AND NOT EXISTS (SELECT FROM deliveries d
                           WHERE d.handler = $1 AND d.event_id = e.event_id)
         ORDER BY e.position LIMIT $5",
    )
    .bind(handler.name)
    .bind(handler.aggregate_type)
    .bind(handler.event_type)
    .bind(GRACE.as_secs_f64())
    .bind(PAGE_EVENTS_MAX)
    .fetch_all(pool)
    .await
}

/// Remembers up to where no event of the handler is without a delivery, so that the next sweep
/// starts there.
async fn move_on(pool: &PgPool, handler: &Handler) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO swept AS s (handler, position)
         SELECT $1, coalesce(
             (SELECT min(e.position) - 1 FROM events e
              WHERE e.aggregate_type = $2 AND e.event_type = $3
                AND e.position > coalesce((SELECT position FROM swept WHERE handler = $1), 0)
                AND NOT EXISTS (SELECT FROM deliveries d
                                WHERE d.handler = $1 AND d.event_id = e.event_id)),
             (SELECT max(e.position) FROM events e), 0)
         ON CONFLICT (handler) DO UPDATE SET position = greatest(s.position, excluded.position)",
    )
    .bind(handler.name)
    .bind(handler.aggregate_type)
    .bind(handler.event_type)
    .execute(pool)
    .await?;
    Ok(())
}
