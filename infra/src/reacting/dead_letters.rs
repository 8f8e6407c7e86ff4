//! Dead letters: deliveries that were given up, kept until an operator has decided.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{FromRow, PgPool, types::Uuid};

/// A delivery that was given up.
#[derive(Debug, Clone, Serialize, FromRow)]
pub struct DeadLetter {
    /// The handler, or the projection, that gave it up.
    pub handler: String,
    /// The event.
    pub event_id: Uuid,
    /// The event's place in the log.
    pub position: i64,
    /// The account it concerns.
    pub account_id: Option<String>,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it was given up.
    pub reason: Option<String>,
    /// When it was given up.
    pub updated_at: DateTime<Utc>,
}

/// Every dead letter, in the log's order.
pub async fn list(pool: &PgPool) -> Result<Vec<DeadLetter>, sqlx::Error> {
    sqlx::query_as(
        "SELECT handler, event_id, position, account_id, attempts, reason, updated_at
         FROM deliveries WHERE state = 'dead' ORDER BY position, handler",
    )
    .fetch_all(pool)
    .await
}

/// How many there are.
pub async fn count(pool: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT count(*) FROM deliveries WHERE state = 'dead'")
        .fetch_one(pool)
        .await
}

/// Has a dead letter's handler run again, from its first attempt on, by whichever instance comes
/// first. `false` where there is no such dead letter. A projection's is not redriven: its rebuild
/// reads the event again.
pub async fn redrive(pool: &PgPool, handler: &str, event_id: Uuid) -> Result<bool, sqlx::Error> {
    // Due long ago, so that the next look for due ones finds it.
    let redriven = sqlx::query(
        "UPDATE deliveries SET state = 'waiting', attempts = 0,
                due_at = wall_clock() - interval '1 minute', updated_at = wall_clock()
         WHERE handler = $1 AND event_id = $2 AND state = 'dead'
           AND handler NOT LIKE 'projection/%'",
    )
    .bind(handler)
    .bind(event_id)
    .execute(pool)
    .await?;
    Ok(redriven.rows_affected() == 1)
}

/// Has a dead letter rest. `false` where there is no such dead letter.
pub async fn discard(pool: &PgPool, handler: &str, event_id: Uuid) -> Result<bool, sqlx::Error> {
    let discarded = sqlx::query(
        "UPDATE deliveries SET state = 'discarded', updated_at = wall_clock()
         WHERE handler = $1 AND event_id = $2 AND state = 'dead'",
    )
    .bind(handler)
    .bind(event_id)
    .execute(pool)
    .await?;
    Ok(discarded.rows_affected() == 1)
}
