//! The keys that sign the log's checkpoints (Ed25519). Each signs as long as it is there, so that whoever
//! knows an older one has time to learn of the next.

use std::sync::Arc;

use chrono::TimeDelta;
use countersign_audit::{InvalidKey, LogKey};
use sqlx::PgPool;
use zeroize::Zeroizing;

use super::{
    KeyError, MasterKeys,
    rotating::{self, Rotation},
};

const PURPOSE: &str = "log";

/// How long a superseded key goes on signing beside the new one.
const OVERLAP_DAYS: i64 = 30;

/// The keys that sign checkpoints, oldest first, at least one.
pub struct LogKeys(Vec<Zeroizing<[u8; 32]>>);

/// Makes a new key, which signs beside the old ones from now on, and destroys those that were
/// superseded 30 days ago or longer.
pub async fn rotate_log_keys(masters: &MasterKeys, pool: &PgPool) -> Result<Rotation, KeyError> {
    rotating::rotate(masters, pool, PURPOSE, TimeDelta::days(OVERLAP_DAYS)).await
}

/// Every key there is; makes the first one.
pub(super) async fn load_or_make(
    masters: &MasterKeys,
    pool: &PgPool,
) -> Result<Arc<LogKeys>, KeyError> {
    let keys = rotating::load_or_make(masters, pool, PURPOSE).await?;
    let keys = keys.into_iter().map(|rotating| rotating.key);
    Ok(Arc::new(LogKeys(keys.collect())))
}

impl LogKeys {
    /// The keys of the log of this name.
    pub fn of(&self, origin: &str) -> Result<Vec<LogKey>, InvalidKey> {
        self.0.iter().map(|key| LogKey::new(origin, key)).collect()
    }
}
