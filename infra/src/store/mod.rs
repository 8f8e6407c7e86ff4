//! The store: one door in, one log.
//!
//! A command goes through [`Store::execute`]: load in one statement, decide without I/O, append
//! in one statement that also gives the events their positions. Read it in the order of the
//! modules.

mod execute;

mod load;
mod recent;
mod turns;

mod attempt;

mod decision;

mod append;
mod append_one;
mod append_batch;
mod appender;

mod account_row;
mod directory;
mod idempotency;
mod metadata;

pub mod log;
mod replay;

pub mod database;
mod failure;

use std::sync::Arc;

use countersign_domain::{AccountId, Policy, StreamId};
use moka::sync::Cache;
use sqlx::PgPool;
use tokio::sync::watch;

pub use account_row::{AccountRow, fold};
pub use directory::forget_mailboxes;
pub use execute::{ExecuteError, Executed, Prepare, Prepared, Ready, Submission};
pub use failure::Failure;
pub use idempotency::{IdempotencyKey, forget_old};
pub use load::Loaded;
pub use log::StoredEvent;
pub use metadata::{CustomerContext, Metadata};
pub use replay::{replay_account, replay_log};

pub(crate) use idempotency::{KeyUse, use_up};
pub(crate) use recent::Clock;

use self::{appender::Appender, idempotency::InFlight, recent::Recent, turns::Turns};
use crate::keys::Keyring;

/// Streams whose account is remembered. It never changes, so remembering it is always right.
const REMEMBERED_STREAMS_MAX: u64 = 100_000;

/// The store. One an instance.
pub struct Store {
    pool: PgPool,
    keyring: Arc<Keyring>,
    policy: Arc<Policy>,
    appender: Appender,
    turns: Turns,
    recent: Recent,
    in_flight: InFlight,
    accounts_of_streams: Cache<StreamId, AccountId>,
}

impl Store {
    /// A store over the database, deciding by these settings. Starts its appender on the current
    /// runtime.
    #[must_use]
    pub fn new(pool: PgPool, keyring: Arc<Keyring>, policy: Policy) -> Self {
        Self {
            appender: Appender::start(pool.clone()),
            pool,
            keyring,
            policy: Arc::new(policy),
            turns: Turns::default(),
            recent: Recent::default(),
            in_flight: InFlight::default(),
            accounts_of_streams: Cache::new(REMEMBERED_STREAMS_MAX),
        }
    }

    /// The database.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The keys.
    #[must_use]
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The settings that decisions go by.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The last position this instance appended, as it changes. Other instances append too, so it
    /// is a hint to look, not the head of the log.
    #[must_use]
    pub fn head(&self) -> watch::Receiver<i64> {
        self.appender.head()
    }

    /// Whose a stream is; none while it is empty.
    pub async fn account_of(&self, stream: &StreamId) -> Result<Option<AccountId>, Failure> {
        if let Some(account_id) = self.accounts_of_streams.get(stream) {
            return Ok(Some(account_id));
        }
        let account_id = directory::account_of(&self.pool, stream).await?;
        if let Some(account_id) = &account_id {
            self.accounts_of_streams
                .insert(stream.clone(), account_id.clone());
        }
        Ok(account_id)
    }
}
