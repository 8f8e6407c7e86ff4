//! One decision, ready to be appended, and what becomes of it.

use chrono::{DateTime, Utc};
use countersign_domain::{PasswordHash, StreamId};
use sqlx::{PgConnection, types::Uuid};

use super::{IdempotencyKey, append_batch, append_one};

/// What one decision appends.
pub(super) struct Append {
    pub(super) account_id: String,
    /// The account's version that was decided on.
    pub(super) account_version: i64,
    /// The time it was decided by.
    pub(super) decided_at: DateTime<Utc>,
    /// The version of the account's own stream, afterwards.
    pub(super) stream_version: i64,
    pub(super) fold: i32,
    pub(super) account: String,
    pub(super) limits: String,
    /// A new hash for the directory.
    pub(super) password_hash: Option<PasswordHash>,
    /// Whether the person is to be forgotten.
    pub(super) forgets: bool,
    pub(super) answer: Option<Answer>,
    pub(super) metadata: String,
    pub(super) events: Vec<AppendedEvent>,
}

/// What is remembered under an idempotency key.
pub(super) struct Answer {
    pub(super) key: IdempotencyKey,
    pub(super) outcome: String,
    pub(super) stream: StreamId,
    pub(super) version: i64,
}

/// One event on its way into the log.
pub(super) struct AppendedEvent {
    pub(super) event_id: Uuid,
    pub(super) stream: StreamId,
    pub(super) version: i64,
    pub(super) event_type: String,
    pub(super) event_version: String,
    pub(super) payload: String,
}

/// What became of one append of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is in the log; the position of its last event.
    Won(i64),
    /// The account moved on meanwhile, the idempotency key is used, or the decision is more than 10
    /// seconds old: load and decide again.
    Lost,
}

/// Appends a batch in one statement. The fates are in the batch's order.
pub(super) async fn append(
    connection: &mut PgConnection,
    batch: &[Append],
) -> Result<Vec<Fate>, sqlx::Error> {
    match batch {
        [alone] => Ok(vec![append_one::append(connection, alone).await?]),
        _ => append_batch::append(connection, batch).await,
    }
}

/// Whether the database refused an append because somebody else was there first. Told by the
/// constraint's name: any other unique violation is a failure.
pub(super) fn is_conflict(error: &sqlx::Error) -> bool {
    const SERIALIZATION_FAILURE: &str = "40001";
    let Some(error) = error.as_database_error() else {
        return false;
    };
    match error.constraint() {
        Some(name) => ["events_pkey", "events_account_version", "answered_pkey"].contains(&name),
        None => error.code().as_deref() == Some(SERIALIZATION_FAILURE),
    }
}

/// Whether the database refused the statement, which then left nothing behind. Where the connection
/// broke instead, nobody knows: the commit may have come through, its answer not.
pub(super) fn is_rolled_back(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some()
}
