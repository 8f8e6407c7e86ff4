//! The code keys: which there are, and how they rotate.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use countersign_domain::{CodeKey, CodeKeys, KeyId};
use sqlx::PgPool;
use zeroize::Zeroizing;

use super::{KeyError, MasterKeys, service_key_context};
use crate::entropy;

/// What a rotation did.
#[derive(Debug)]
pub struct Rotation {
    /// The key that codes are issued under from now on.
    pub current: String,
    /// Keys whose last codes are long dead; destroyed, nobody can derive those codes any more.
    pub destroyed: Vec<String>,
}

/// How long a superseded key is kept beyond the lifetime of its last code, for mails and guesses
/// under way and for instances that have not taken up the new key.
const GRACE_MINUTES: i64 = 60;

/// Puts a new code key in charge, and destroys those that nothing alive depends on.
pub async fn rotate(
    masters: &MasterKeys,
    pool: &PgPool,
    code_lifetime: TimeDelta,
) -> Result<Rotation, KeyError> {
    let current = make(masters, pool).await?;
    let keep = code_lifetime + TimeDelta::minutes(GRACE_MINUTES);
    // A key was in charge until the next one was made.
    let destroyed = sqlx::query_scalar(
        "DELETE FROM keys WHERE key_id IN (
             SELECT key_id FROM (
                 SELECT key_id, lead(created_at) OVER (ORDER BY created_at, key_id) AS superseded_at
                 FROM keys WHERE purpose = 'code') AS code_keys
             WHERE superseded_at < wall_clock() - make_interval(secs => $1))
         RETURNING key_id",
    )
    .bind(keep.as_seconds_f64())
    .fetch_all(pool)
    .await?;
    Ok(Rotation { current, destroyed })
}

/// Every code key there is; makes the first one.
pub(super) async fn load_or_make(
    masters: &MasterKeys,
    pool: &PgPool,
) -> Result<CodeKeys, KeyError> {
    if let Some(code_keys) = load(masters, pool).await? {
        return Ok(code_keys);
    }
    make(masters, pool).await?;
    load(masters, pool)
        .await?
        .ok_or_else(|| KeyError::Missing("of new codes".to_owned()))
}

async fn load(masters: &MasterKeys, pool: &PgPool) -> Result<Option<CodeKeys>, KeyError> {
    let rows: Vec<(String, Vec<u8>, String)> = sqlx::query_as(
        "SELECT key_id, wrapped, master_key_id FROM keys WHERE purpose = 'code'
         ORDER BY created_at, key_id",
    )
    .fetch_all(pool)
    .await?;
    let mut keys = BTreeMap::new();
    let mut current = None;
    for (key_id, wrapped, wrapped_by) in rows {
        let master = masters.which_wrapped(&wrapped_by)?;
        let key = master.unwrap(&wrapped, &service_key_context(&key_id))?;
        current = Some(KeyId(key_id.clone()));
        keys.insert(KeyId(key_id), CodeKey(*key));
    }
    Ok(current.map(|current| CodeKeys { current, keys }))
}

async fn make(masters: &MasterKeys, pool: &PgPool) -> Result<String, KeyError> {
    let master = masters.current();
    let key_id = format!("code-{}", entropy::new_id());
    let key = Zeroizing::new(entropy::random_bytes::<32>());
    sqlx::query(
        "INSERT INTO keys (key_id, purpose, wrapped, master_key_id) VALUES ($1, 'code', $2, $3)",
    )
    .bind(&key_id)
    .bind(master.wrap(&key, &service_key_context(&key_id)))
    .bind(master.id())
    .execute(pool)
    .await?;
    Ok(key_id)
}
