//! One decision, ready to be appended, and the statement that appends a batch of them.

use chrono::{DateTime, Utc};
use countersign_domain::{PasswordHash, StreamId};
use sqlx::{PgConnection, types::Uuid};

use super::IdempotencyKey;

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

const APPEND: &str = "
    SELECT won, head FROM append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)";
/// The plain path of one that is alone: the same in statements of one row each.
const APPEND_ONE: &str = "
    SELECT won, head FROM append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
        $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)";

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
    let answers = |field: fn(&Answer) -> String| -> Vec<Option<String>> {
        batch
            .iter()
            .map(|append| append.answer.as_ref().map(field))
            .collect()
    };
    let slots = |field: fn(&Append) -> String| -> Vec<String> { batch.iter().map(field).collect() };
    let numbers = |field: fn(&Append) -> i64| -> Vec<i64> { batch.iter().map(field).collect() };
    let events: Vec<(i32, &Append, &AppendedEvent)> = (1..)
        .zip(batch)
        .flat_map(|(slot, append)| append.events.iter().map(move |event| (slot, append, event)))
        .collect();
    let texts = |field: fn(&AppendedEvent) -> &str| -> Vec<&str> {
        events.iter().map(|(_, _, event)| field(event)).collect()
    };
    let statement = if batch.len() == 1 { APPEND_ONE } else { APPEND };
    let (won, head): (Vec<i32>, Option<i64>) = sqlx::query_as(statement)
        .bind(slots(|append| append.account_id.clone()))
        .bind(numbers(|append| append.account_version))
        .bind(
            batch
                .iter()
                .map(|append| append.decided_at)
                .collect::<Vec<_>>(),
        )
        .bind(numbers(|append| {
            i64::try_from(append.events.len()).unwrap_or(i64::MAX)
        }))
        .bind(numbers(|append| append.stream_version))
        .bind(batch.iter().map(|append| append.fold).collect::<Vec<_>>())
        .bind(slots(|append| append.account.clone()))
        .bind(slots(|append| append.limits.clone()))
        .bind(
            batch
                .iter()
                .map(|append| append.password_hash.as_ref().map(|hash| hash.0.as_str()))
                .collect::<Vec<_>>(),
        )
        .bind(
            batch
                .iter()
                .map(|append| append.forgets)
                .collect::<Vec<_>>(),
        )
        .bind(answers(|answer| answer.key.owner.clone()))
        .bind(answers(|answer| answer.key.route.clone()))
        .bind(answers(|answer| answer.key.key.clone()))
        .bind(
            batch
                .iter()
                .map(|append| {
                    append
                        .answer
                        .as_ref()
                        .map(|answer| answer.key.fingerprint.as_slice())
                })
                .collect::<Vec<_>>(),
        )
        .bind(answers(|answer| answer.outcome.clone()))
        .bind(answers(|answer| answer.stream.aggregate_type.clone()))
        .bind(answers(|answer| answer.stream.aggregate_id.clone()))
        .bind(
            batch
                .iter()
                .map(|append| append.answer.as_ref().map(|answer| answer.version))
                .collect::<Vec<_>>(),
        )
        .bind(events.iter().map(|(slot, ..)| *slot).collect::<Vec<_>>())
        .bind(
            events
                .iter()
                .map(|(_, _, event)| event.event_id)
                .collect::<Vec<_>>(),
        )
        .bind(texts(|event| &event.stream.aggregate_type))
        .bind(texts(|event| &event.stream.aggregate_id))
        .bind(
            events
                .iter()
                .map(|(_, _, event)| event.version)
                .collect::<Vec<_>>(),
        )
        .bind(texts(|event| &event.event_type))
        .bind(texts(|event| &event.event_version))
        .bind(texts(|event| &event.payload))
        .bind(
            events
                .iter()
                .map(|(_, append, _)| append.metadata.as_str())
                .collect::<Vec<_>>(),
        )
        .fetch_one(connection)
        .await?;
    Ok(fates(batch, &won, head.unwrap_or_default()))
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

/// Whether the statement surely left nothing behind. Where the connection broke instead, nobody
/// knows: the commit may have come through, its answer not.
pub(super) fn is_rolled_back(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some()
        || matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed)
}

/// The positions run on through the winners, in the order of their slots.
fn fates(batch: &[Append], won: &[i32], head: i64) -> Vec<Fate> {
    let mut position = head;
    (1..)
        .zip(batch)
        .map(|(slot, append)| {
            if !won.contains(&slot) {
                return Fate::Lost;
            }
            position += i64::try_from(append.events.len()).unwrap_or(i64::MAX);
            Fate::Won(position)
        })
        .collect()
}
