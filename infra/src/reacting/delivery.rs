//! A delivery: one handler's dealings with one event, as PostgreSQL has them.

use std::time::Duration;

use countersign_domain::AccountId;
use countersign_handlers::Handler;
use sqlx::{PgPool, Row};

use crate::store::StoredEvent;

/// How long an instance has an event to itself: longer than a mail's budget and all around it.
pub(crate) const LEASE: Duration = Duration::from_secs(60);

/// How often an event is tried before it becomes a dead letter.
const ATTEMPTS_MAX: i32 = 40;

/// From the n-th failed attempt to the next, in seconds; the last one from then on.
const RETRY_SECONDS: [u64; 8] = [1, 2, 5, 10, 20, 30, 60, 120];

/// What a claim came to.
pub(super) enum Claim<'a> {
    /// The event is ours until the lease runs out.
    Ours(Delivery<'a>),
    /// It is answered or given up.
    Over,
    /// Another instance is at it, or its time has not come.
    NotNow {
        /// Until it may be claimed.
        seconds: u64,
    },
}

/// A claimed delivery. What it came to counts only as long as nobody else has claimed it since.
pub(super) struct Delivery<'a> {
    pub(super) handler: &'static str,
    pub(super) event: &'a StoredEvent,
    /// Which attempt this is, from 1; the claim's number too.
    pub(super) attempt: i32,
}

/// What is to be written of a delivery.
struct Mark<'a> {
    state: &'static str,
    seconds: u64,
    reason: Option<&'a str>,
}

/// Claims an event for a handler, unless it is settled or somebody else is at it.
pub(super) async fn claim<'a>(
    pool: &PgPool,
    handler: &'static Handler,
    event: &'a StoredEvent,
) -> Result<Claim<'a>, sqlx::Error> {
    let claimed: Option<i32> = sqlx::query_scalar(
        "INSERT INTO deliveries AS d
             (handler, event_id, position, account_id, state, attempts, due_at)
         VALUES ($1, $2, $3, $4, 'claimed', 1, wall_clock() + make_interval(secs => $5))
         ON CONFLICT (handler, event_id) DO UPDATE
             SET state = 'claimed', attempts = d.attempts + 1, due_at = excluded.due_at,
                 updated_at = wall_clock()
             WHERE d.state IN ('waiting', 'claimed') AND d.due_at <= wall_clock()
         RETURNING attempts",
    )
    .bind(handler.name)
    .bind(event.event_id)
    .bind(event.position)
    .bind(event.account_id.as_ref().map(AccountId::as_str))
    .bind(LEASE.as_secs_f64())
    .fetch_optional(pool)
    .await?;
    if let Some(attempt) = claimed {
        return Ok(Claim::Ours(Delivery {
            handler: handler.name,
            event,
            attempt,
        }));
    }
    let row = sqlx::query(
        "SELECT state IN ('waiting', 'claimed') AS open,
                extract(epoch FROM due_at - wall_clock())::float8 AS seconds
         FROM deliveries WHERE handler = $1 AND event_id = $2",
    )
    .bind(handler.name)
    .bind(event.event_id)
    .fetch_one(pool)
    .await?;
    if !row.try_get::<bool, _>("open")? {
        return Ok(Claim::Over);
    }
    let wait = Duration::try_from_secs_f64(row.try_get("seconds")?).unwrap_or_default();
    Ok(Claim::NotNow {
        seconds: wait.as_secs() + 1,
    })
}

impl Delivery<'_> {
    /// The event is answered.
    pub(super) async fn settle(&self, pool: &PgPool, what: &str) -> Result<(), sqlx::Error> {
        self.mark(
            pool,
            Mark {
                state: "settled",
                seconds: 0,
                reason: Some(what),
            },
        )
        .await
    }

    /// The event is given up.
    pub(super) async fn give_up(&self, pool: &PgPool, why: &str) -> Result<(), sqlx::Error> {
        self.mark(
            pool,
            Mark {
                state: "dead",
                seconds: 0,
                reason: Some(why),
            },
        )
        .await
    }

    /// The event is tried again, unless it was tried often enough; says after how many seconds.
    pub(super) async fn retry(&self, pool: &PgPool, why: &str) -> Result<Option<u64>, sqlx::Error> {
        if self.attempt >= ATTEMPTS_MAX {
            self.give_up(pool, why).await?;
            return Ok(None);
        }
        let seconds = retry_seconds(self.attempt);
        self.mark(
            pool,
            Mark {
                state: "waiting",
                seconds,
                reason: Some(why),
            },
        )
        .await?;
        Ok(Some(seconds))
    }

    /// Writes only while the claim is still ours.
    async fn mark(&self, pool: &PgPool, mark: Mark<'_>) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE deliveries
             SET state = $4, due_at = wall_clock() + make_interval(secs => $5), reason = $6,
                 updated_at = wall_clock()
             WHERE handler = $1 AND event_id = $2 AND attempts = $3 AND state = 'claimed'",
        )
        .bind(self.handler)
        .bind(self.event.event_id)
        .bind(self.attempt)
        .bind(mark.state)
        .bind(Duration::from_secs(mark.seconds).as_secs_f64())
        .bind(mark.reason)
        .execute(pool)
        .await?;
        Ok(())
    }
}

fn retry_seconds(attempt: i32) -> u64 {
    let index = usize::try_from(attempt - 1).unwrap_or_default();
    RETRY_SECONDS[index.min(RETRY_SECONDS.len() - 1)]
}
