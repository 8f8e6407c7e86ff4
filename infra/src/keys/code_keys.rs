//! The code keys: which there are, and how they rotate.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use countersign_domain::{CodeKey, CodeKeys, KeyId};
use sqlx::PgPool;

use super::{
    KeyError, MasterKeys,
    rotating::{self, Rotation},
};

const PURPOSE: &str = "code";

/// How long a superseded key is kept beyond the lifetime of its last code, for mails and guesses
/// under way and for instances that have not taken up the new key.
const GRACE_MINUTES: i64 = 60;

/// Puts a new code key in charge, and destroys those that nothing alive depends on: nobody can
/// derive their codes any more.
pub async fn rotate_code_keys(
    masters: &MasterKeys,
    pool: &PgPool,
    code_lifetime: TimeDelta,
) -> Result<Rotation, KeyError> {
    let keep = code_lifetime + TimeDelta::minutes(GRACE_MINUTES);
    rotating::rotate(masters, pool, PURPOSE, keep).await
}

/// Every code key there is; makes the first one.
pub(super) async fn load_or_make(
    masters: &MasterKeys,
    pool: &PgPool,
) -> Result<CodeKeys, KeyError> {
    let mut keys = BTreeMap::new();
    let mut current = None;
    for rotating in rotating::load_or_make(masters, pool, PURPOSE).await? {
        let key_id = KeyId(rotating.key_id);
        current = Some(key_id.clone());
        keys.insert(key_id, CodeKey(*rotating.key));
    }
    let missing = || KeyError::Missing("of new codes".to_owned());
    let current = current.ok_or_else(missing)?;
    Ok(CodeKeys { current, keys })
}
