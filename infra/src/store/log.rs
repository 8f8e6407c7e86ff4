//! The log as it is stored, and its readers.

use chrono::{DateTime, Utc};
use countersign_domain::{
    AccountId, Challenge, Enrollment, Event, LoggedEvent, StreamId, Unreadable, Written,
};
use cqrs_es::Aggregate;
use sqlx::{FromRow, PgConnection, Row, postgres::PgRow};
use uuid::Uuid;

use super::Metadata;

/// The most events one read of the log takes.
pub const PAGE_EVENTS_MAX: i64 = 1_000;

/// What is read of events, of those that a condition chooses.
macro_rules! events {
    ($chosen:literal) => {
        concat!(
            "SELECT position, event_id, recorded_at, aggregate_type, aggregate_id, sequence,
                    account_id, account_version, event_type, event_version, payload::text,
                    metadata::text
             FROM events ",
            $chosen
        )
    };
}

/// An event as it is stored: the payload is the text that was written.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// Its place in the log.
    pub position: i64,
    /// Its identity.
    pub event_id: Uuid,
    /// When it was appended.
    pub recorded_at: DateTime<Utc>,
    /// The stream it stands in.
    pub stream: StreamId,
    /// Its number in that stream.
    pub version: i64,
    /// The account it concerns; none where another writer put it in.
    pub account_id: Option<AccountId>,
    /// Its number among that account's events.
    pub account_version: Option<i64>,
    /// `CodeIssued` for one.
    pub event_type: String,
    /// The version of its schema.
    pub event_version: String,
    /// What happened, as JSON text.
    pub payload: String,
    /// What stands beside it.
    pub metadata: Metadata,
}

impl StoredEvent {
    /// The enrollment it stands in the stream of, if that is one's.
    #[must_use]
    pub fn enrollment_id(&self) -> Option<&str> {
        self.id_in(Enrollment::TYPE)
    }

    /// The challenge it stands in the stream of, if that is one's.
    #[must_use]
    pub fn challenge_id(&self) -> Option<&str> {
        self.id_in(Challenge::TYPE)
    }

    fn written(&self) -> Written<'_> {
        Written {
            event_type: &self.event_type,
            event_version: &self.event_version,
            payload: &self.payload,
        }
    }

    fn id_in(&self, aggregate_type: &str) -> Option<&str> {
        let stream = &self.stream;
        (stream.aggregate_type == aggregate_type).then_some(&stream.aggregate_id)
    }

    /// The event in the domain's terms, by the newest schema.
    pub fn read(&self) -> Result<LoggedEvent, Unreadable> {
        let (Some(account_id), Some(account_version)) = (&self.account_id, self.account_version)
        else {
            return Err(Unreadable::Aggregate {
                stream: self.stream.clone(),
            });
        };
        Ok(LoggedEvent {
            position: self.position,
            event_id: self.event_id,
            recorded_at: self.recorded_at,
            stream: self.stream.clone(),
            version: self.version,
            account_id: account_id.clone(),
            account_version,
            event: Event::read(&self.stream, &self.written())?,
        })
    }
}

/// The events after a position, in order, at most `limit`.
pub async fn read_log(
    connection: &mut PgConnection,
    after: i64,
    limit: i64,
) -> Result<Vec<StoredEvent>, sqlx::Error> {
    sqlx::query_as(events!("WHERE position > $1 ORDER BY position LIMIT $2"))
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await
}

/// The events of one account after a position, in the log's order, at most `limit`. An account's
/// versions run in the log's order, so its own index serves.
pub async fn read_account(
    connection: &mut PgConnection,
    account_id: &AccountId,
    after: i64,
    limit: i64,
) -> Result<Vec<StoredEvent>, sqlx::Error> {
    sqlx::query_as(events!(
        "WHERE account_id = $1 AND position > $2
           AND account_version > coalesce(
               (SELECT max(e.account_version) FROM events e
                WHERE e.account_id = $1 AND e.position <= $2), 0)
         ORDER BY account_version LIMIT $3"
    ))
    .bind(account_id.as_str())
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// An event as its bytes are stored, for who has to account for each of them.
#[derive(Debug, Clone, FromRow)]
pub struct RawEvent {
    /// Its place in the log.
    pub position: i64,
    /// Its identity.
    pub event_id: Uuid,
    /// When it was appended.
    pub recorded_at: DateTime<Utc>,
    /// Half of the name of its stream.
    pub aggregate_type: String,
    /// The other half.
    pub aggregate_id: String,
    /// Its number in the stream.
    #[sqlx(rename = "sequence")]
    pub version: i64,
    /// The account it concerns.
    pub account_id: Option<String>,
    /// Its number among that account's events.
    pub account_version: Option<i64>,
    /// `CodeIssued` for one.
    pub event_type: String,
    /// The version of its schema.
    pub event_version: String,
    /// What happened, as JSON text.
    pub payload: String,
    /// What stands beside it, as JSON text.
    pub metadata: String,
}

impl RawEvent {
    /// The same as it is told of. Whatever of it is not as we write it is left out.
    #[must_use]
    pub fn stored(&self) -> StoredEvent {
        StoredEvent {
            position: self.position,
            event_id: self.event_id,
            recorded_at: self.recorded_at,
            stream: StreamId {
                aggregate_type: self.aggregate_type.clone(),
                aggregate_id: self.aggregate_id.clone(),
            },
            version: self.version,
            account_id: self.account_id.as_ref().and_then(|id| id.parse().ok()),
            account_version: self.account_version,
            event_type: self.event_type.clone(),
            event_version: self.event_version.clone(),
            payload: self.payload.clone(),
            metadata: serde_json::from_str(&self.metadata).unwrap_or_default(),
        }
    }
}

/// The events after a position up to another one, in order, at most `limit`, as they are stored.
pub async fn read_raw(
    connection: &mut PgConnection,
    after: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<RawEvent>, sqlx::Error> {
    sqlx::query_as(events!(
        "WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3"
    ))
    .bind(after)
    .bind(until)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// The events of one account after a position up to another one, as they are stored.
pub async fn read_raw_of(
    connection: &mut PgConnection,
    account_id: &AccountId,
    after: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<RawEvent>, sqlx::Error> {
    let after = account_version_at(connection, account_id, after).await?;
    sqlx::query_as(events!(
        "WHERE account_id = $1 AND account_version > $2 AND position <= $3
         ORDER BY account_version LIMIT $4"
    ))
    .bind(account_id.as_str())
    .bind(after)
    .bind(until)
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// How many events an account has up to a position, by what its row counts and what came since.
pub async fn account_version_counted(
    connection: &mut PgConnection,
    account_id: &AccountId,
    position: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT coalesce(max(a.version), 0)
                - (SELECT count(*) FROM events WHERE account_id = $1 AND position > $2)
         FROM accounts a WHERE a.account_id = $1",
    )
    .bind(account_id.as_str())
    .bind(position)
    .fetch_one(connection)
    .await
}

/// The number of the last event of an account up to a position; 0 where there is none.
pub async fn account_version_at(
    connection: &mut PgConnection,
    account_id: &AccountId,
    position: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT coalesce(max(account_version), 0) FROM events
         WHERE account_id = $1 AND position <= $2",
    )
    .bind(account_id.as_str())
    .bind(position)
    .fetch_one(connection)
    .await
}

/// The latest events of one account, the last one first, at most `limit`.
pub async fn read_latest(
    connection: &mut PgConnection,
    account_id: &AccountId,
    limit: i64,
) -> Result<Vec<StoredEvent>, sqlx::Error> {
    sqlx::query_as(events!(
        "WHERE account_id = $1 ORDER BY account_version DESC LIMIT $2"
    ))
    .bind(account_id.as_str())
    .bind(limit)
    .fetch_all(connection)
    .await
}

/// One event by its position.
pub async fn read_at(
    connection: &mut PgConnection,
    position: i64,
) -> Result<Option<StoredEvent>, sqlx::Error> {
    let events = read_log(connection, position - 1, 1).await?;
    Ok(events
        .into_iter()
        .next()
        .filter(|event| event.position == position))
}

/// The position of the last event, 0 while the log is empty.
pub async fn head(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM events")
        .fetch_one(connection)
        .await
}

impl FromRow<'_, PgRow> for StoredEvent {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let account_id: Option<String> = row.try_get("account_id")?;
        let metadata: String = row.try_get("metadata")?;
        Ok(Self {
            position: row.try_get("position")?,
            event_id: row.try_get("event_id")?,
            recorded_at: row.try_get("recorded_at")?,
            stream: StreamId {
                aggregate_type: row.try_get("aggregate_type")?,
                aggregate_id: row.try_get("aggregate_id")?,
            },
            version: row.try_get("sequence")?,
            account_id: account_id
                .map(|id| {
                    id.parse()
                        .map_err(|source| sqlx::Error::Decode(Box::new(source)))
                })
                .transpose()?,
            account_version: row.try_get("account_version")?,
            event_type: row.try_get("event_type")?,
            event_version: row.try_get("event_version")?,
            payload: row.try_get("payload")?,
            // Beside an event of another writer may stand anything.
            metadata: serde_json::from_str(&metadata).unwrap_or_default(),
        })
    }
}
