//! Idempotency keys: one command, however often it is asked for.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use countersign_domain::{Refusal, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgExecutor, PgPool};

use super::{AccountRow, Failure, Store};

/// How long an outcome is kept, in hours.
const KEPT_HOURS: i32 = 24;
/// How often a key is looked for again that was forgotten just when it was found to be used.
const USES_MAX: u32 = 8;

/// A client's key for one command. It belongs to the API key and the route.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    /// The API key's id.
    pub owner: String,
    /// The route the command came by.
    pub route: String,
    /// What the client calls it.
    pub key: String,
    /// What the request asked for, without its secrets, under the fingerprint key.
    pub fingerprint: Vec<u8>,
}

/// What a command came to, as it is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// It was done; the answer is the state at the remembered version.
    Done,
    /// It had been done before and led to no event; the answer is the same.
    Unchanged,
    /// It was refused.
    Refused(Refusal),
}

/// A remembered command.
pub(super) struct Answered {
    pub(super) fingerprint: Vec<u8>,
    pub(super) outcome: Outcome,
    pub(super) stream: StreamId,
    pub(super) version: i64,
}

/// The keys whose commands are under way in this process.
#[derive(Default)]
pub(super) struct InFlight(Arc<Mutex<HashSet<IdempotencyKey>>>);

/// Holds a key as long as its command is under way.
pub(crate) struct InFlightGuard {
    keys: Arc<Mutex<HashSet<IdempotencyKey>>>,
    key: IdempotencyKey,
}

impl Outcome {
    /// Whether a repeated request gets this outcome again. What may change by waiting or by
    /// mending the request is decided afresh.
    pub(super) fn is_remembered(&self) -> bool {
        !matches!(
            self,
            Self::Refused(
                Refusal::TooSoon { .. }
                    | Refusal::Locked { .. }
                    | Refusal::MalformedCode { .. }
                    | Refusal::NotRequired { .. }
            )
        )
    }
}

impl Store {
    /// Holds a key while its request is under way; none where one is under way in this process.
    pub(crate) fn begin(&self, key: &IdempotencyKey) -> Option<InFlightGuard> {
        self.in_flight.enter(key)
    }
}

impl InFlight {
    /// Takes the key, unless its command is under way already.
    fn enter(&self, key: &IdempotencyKey) -> Option<InFlightGuard> {
        // A set of keys stays whole whatever panicked while it was held.
        let entered = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key.clone());
        entered.then(|| InFlightGuard {
            keys: Arc::clone(&self.0),
            key: key.clone(),
        })
    }
}

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        self.keys
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
    }
}

/// What a key turns out to be, for a request whose answer shows a secret and is given once.
pub(crate) enum KeyUse {
    /// It is new.
    First,
    /// The request under it was answered.
    Again,
    /// It stands for another request.
    Mismatch,
}

/// Uses a key up, as soon as the transaction commits that makes the secret.
pub(crate) async fn use_up(
    connection: &mut PgConnection,
    key: &IdempotencyKey,
    account: &AccountRow,
) -> Result<KeyUse, Failure> {
    let stream = account.stream();
    let version = account.stream_version;
    for _ in 0..USES_MAX {
        if remember(&mut *connection, key, &Outcome::Done, &stream, version).await? {
            return Ok(KeyUse::First);
        }
        let fingerprint: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT fingerprint FROM answered WHERE owner = $1 AND route = $2 AND key = $3",
        )
        .bind(&key.owner)
        .bind(&key.route)
        .bind(&key.key)
        .fetch_optional(&mut *connection)
        .await?;
        match fingerprint {
            Some(fingerprint) if fingerprint == key.fingerprint => return Ok(KeyUse::Again),
            Some(_) => return Ok(KeyUse::Mismatch),
            // Its day was over between the two statements, and it is free again.
            None => {}
        }
    }
    Err(Failure::Contended { attempts: USES_MAX })
}

/// Remembers the outcome of a request that appended nothing. Whoever comes second keeps what the
/// first one remembered; answers whether this is the first.
pub(super) async fn remember(
    executor: impl PgExecutor<'_>,
    key: &IdempotencyKey,
    outcome: &Outcome,
    stream: &StreamId,
    version: i64,
) -> Result<bool, Failure> {
    let remembered = sqlx::query(
        "INSERT INTO answered (owner, route, key, fingerprint, outcome, aggregate_type,
                               aggregate_id, version)
         VALUES ($1, $2, $3, $4, $5::json, $6, $7, $8) ON CONFLICT DO NOTHING",
    )
    .bind(&key.owner)
    .bind(&key.route)
    .bind(&key.key)
    .bind(&key.fingerprint)
    .bind(serde_json::to_string(outcome)?)
    .bind(&stream.aggregate_type)
    .bind(&stream.aggregate_id)
    .bind(version)
    .execute(executor)
    .await?;
    Ok(remembered.rows_affected() == 1)
}

/// Forgets the outcomes that have been kept long enough.
pub async fn forget_old(pool: &PgPool) -> Result<u64, Failure> {
    let forgotten = sqlx::query(
        "DELETE FROM answered WHERE answered_at < wall_clock() - make_interval(hours => $1)",
    )
    .bind(KEPT_HOURS)
    .execute(pool)
    .await?;
    Ok(forgotten.rows_affected())
}
