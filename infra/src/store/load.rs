//! What a decision needs, in one statement and so of one snapshot.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use countersign_domain::{
    AccountFacts, AccountId, Decider, Facts, Limits, StreamId, Unreadable, Written,
};
use sqlx::{PgConnection, Row};

use super::{
    AccountRow, Failure, IdempotencyKey, Store, account_row,
    idempotency::{Answered, Outcome},
    recent::{Clock, Known},
};

/// An aggregate with what a decision about it may know.
pub struct Loaded<A> {
    /// The fold of its stream.
    pub state: A,
    /// The events in its stream.
    pub version: i64,
    /// The account it belongs to; none where nobody registered it.
    pub account: Option<AccountRow>,
    /// The same as decisions take it, with the time, the settings and the keys.
    pub facts: Facts,
    /// The database's time, carried on.
    pub(crate) clock: Clock,
    pub(super) answered: Option<Answered>,
}

impl Store {
    /// Loads an aggregate. `account_id` says whose it will be where its stream is still empty.
    pub async fn load<A: Decider>(
        &self,
        stream: &StreamId,
        account_id: Option<&AccountId>,
        idempotency: Option<&IdempotencyKey>,
    ) -> Result<Loaded<A>, Failure> {
        let row = sqlx::query(
            "SELECT wall_clock() AS now,
                    ARRAY(SELECT (e.event_type, e.event_version, e.payload::text) FROM events e
                          WHERE e.aggregate_type = $1 AND e.aggregate_id = $2
                          ORDER BY e.sequence) AS events,
                    a.account_id, a.version, a.stream_version, a.fold, a.account::text,
                    a.limits::text, a.password_hash, a.data_key, a.master_key_id,
                    r.fingerprint, r.outcome::text, r.aggregate_type, r.aggregate_id,
                    r.version AS outcome_version
             FROM (VALUES (true)) AS always
             LEFT JOIN accounts a ON a.account_id = coalesce($3,
                 (SELECT e.account_id FROM events e
                  WHERE e.aggregate_type = $1 AND e.aggregate_id = $2 AND e.sequence = 1))
             LEFT JOIN answered r ON r.owner = $4 AND r.route = $5 AND r.key = $6",
        )
        .bind(&stream.aggregate_type)
        .bind(&stream.aggregate_id)
        .bind(account_id.map(AccountId::as_str))
        .bind(idempotency.map(|key| &key.owner))
        .bind(idempotency.map(|key| &key.route))
        .bind(idempotency.map(|key| &key.key))
        .fetch_one(&self.pool)
        .await?;
        let clock = Clock::read(row.try_get("now")?);
        let events: Vec<EventRow> = row.try_get("events")?;
        let state: A = fold(stream, &events)?;
        let account = account_row::from_row(&row, &self.keyring, &self.pool).await?;
        let facts = self.facts(&state, account.as_ref(), clock.now()).await?;
        let version = i64::try_from(events.len()).unwrap_or(i64::MAX);
        Ok(Loaded {
            state,
            version,
            account,
            facts,
            clock,
            answered: answered(&row)?,
        })
    }

    /// The events of a stream, in its order.
    pub async fn events_of<A: Decider>(&self, stream: &StreamId) -> Result<Vec<A::Event>, Failure> {
        let mut connection = self.pool.acquire().await?;
        let rows = rows_up_to(&mut connection, stream, i64::MAX).await?;
        let events = rows.iter().map(|row| event::<A>(stream, row));
        Ok(events.collect::<Result<_, _>>()?)
    }

    /// What is known from one's own last commit, as if it had been loaded.
    pub(super) async fn load_known<A: Decider>(
        &self,
        known: Known<A>,
    ) -> Result<Loaded<A>, Failure> {
        let account = Some(known.account);
        let now = known.clock.now();
        let facts = self.facts(&known.state, account.as_ref(), now).await?;
        Ok(Loaded {
            state: known.state,
            version: known.version,
            account,
            facts,
            clock: known.clock,
            answered: None,
        })
    }

    /// The fold of the first `version` events of a stream.
    pub(super) async fn fold_at<A: Decider>(
        &self,
        stream: &StreamId,
        version: i64,
    ) -> Result<A, Failure> {
        let mut connection = self.pool.acquire().await?;
        let rows = rows_up_to(&mut connection, stream, version).await?;
        if i64::try_from(rows.len()) != Ok(version) {
            let found = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            return Err(Failure::Truncated {
                expected: version,
                found,
            });
        }
        Ok(fold(stream, &rows)?)
    }

    async fn facts<A: Decider>(
        &self,
        state: &A,
        account: Option<&AccountRow>,
        now: DateTime<Utc>,
    ) -> Result<Facts, Failure> {
        let code_keys = match state.newest_code().filter(|code| now < code.expires_at) {
            Some(code) => self.keyring.code_keys_for(code, &self.pool).await?,
            None => self.keyring.code_keys(),
        };
        // A row without events was made to seal what will register the account.
        let account = account.filter(|account| account.version > 0);
        Ok(Facts {
            now,
            account: account.map_or_else(|| Ok(AccountFacts::default()), AccountRow::facts)?,
            limits: account.map_or_else(Limits::default, |account| account.limits.clone()),
            policy: Arc::clone(&self.policy),
            code_keys,
        })
    }
}

/// An event's type, the version of its schema, and its payload.
type EventRow = (String, String, String);

fn fold<A: Decider>(stream: &StreamId, rows: &[EventRow]) -> Result<A, Unreadable> {
    let mut state = A::default();
    for row in rows {
        state.apply(event::<A>(stream, row)?);
    }
    Ok(state)
}

fn event<A: Decider>(stream: &StreamId, row: &EventRow) -> Result<A::Event, Unreadable> {
    let (event_type, event_version, payload) = row;
    let written = Written {
        event_type,
        event_version,
        payload,
    };
    written.read::<A>(stream)
}

async fn rows_up_to(
    connection: &mut PgConnection,
    stream: &StreamId,
    version: i64,
) -> Result<Vec<EventRow>, sqlx::Error> {
    sqlx::query_as(
        "SELECT event_type, event_version, payload::text FROM events
         WHERE aggregate_type = $1 AND aggregate_id = $2 AND sequence <= $3 ORDER BY sequence",
    )
    .bind(&stream.aggregate_type)
    .bind(&stream.aggregate_id)
    .bind(version)
    .fetch_all(connection)
    .await
}

fn answered(row: &sqlx::postgres::PgRow) -> Result<Option<Answered>, Failure> {
    let Some(fingerprint) = row.try_get::<Option<Vec<u8>>, _>("fingerprint")? else {
        return Ok(None);
    };
    let outcome: Outcome = serde_json::from_str(row.try_get("outcome")?)?;
    let stream = StreamId {
        aggregate_type: row.try_get("aggregate_type")?,
        aggregate_id: row.try_get("aggregate_id")?,
    };
    let version = row.try_get("outcome_version")?;
    Ok(Some(Answered {
        fingerprint,
        outcome,
        stream,
        version,
    }))
}
