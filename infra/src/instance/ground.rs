//! What an instance stands on: a migrated database, and keys that its master keys open.

use std::time::Duration;

use sqlx::PgPool;
use tokio::time::{Instant, sleep};

use super::StartError;
use crate::{
    keys::{KeyError, Keyring, MasterKeys},
    store::{Failure, database},
};

/// How long PostgreSQL may take to come up, beside an instance that is started with it.
const WAIT_SECONDS: u64 = 30;
const RETRY_INTERVAL: Duration = Duration::from_millis(500);

/// Opens the keys of a migrated database, once PostgreSQL answers.
pub(super) async fn open(pool: &PgPool, masters: &MasterKeys) -> Result<Keyring, StartError> {
    let deadline = Instant::now() + Duration::from_secs(WAIT_SECONDS);
    loop {
        match try_open(pool, masters).await {
            Err(StartError::Database(error)) if is_away(&error) => {
                if Instant::now() >= deadline {
                    return Err(StartError::Away {
                        seconds: WAIT_SECONDS,
                        source: error,
                    });
                }
                tracing::warn!("PostgreSQL does not answer yet");
                sleep(RETRY_INTERVAL).await;
            }
            opened => return opened,
        }
    }
}

async fn try_open(pool: &PgPool, masters: &MasterKeys) -> Result<Keyring, StartError> {
    match database::is_migrated(pool).await {
        Ok(true) => {}
        Ok(false) => return Err(StartError::NotMigrated),
        Err(Failure::Database(error)) if is_unknown_table(&error) => {
            return Err(StartError::NotMigrated);
        }
        Err(Failure::Database(error)) => return Err(StartError::Database(error)),
        Err(failure) => return Err(StartError::Failed(failure)),
    }
    match Keyring::open(masters.clone(), pool).await {
        Ok(keyring) => Ok(keyring),
        Err(KeyError::Database(error)) => Err(StartError::Database(error)),
        Err(error) => Err(StartError::Keys(error)),
    }
}

/// Whether PostgreSQL may answer later. A refused password, say, stays refused.
fn is_away(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut)
}

/// `undefined_table`: nobody ever migrated this database.
fn is_unknown_table(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|error| error.code().as_deref() == Some("42P01"))
}
