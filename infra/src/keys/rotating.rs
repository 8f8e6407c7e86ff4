//! Keys that rotate: several of one purpose at a time, the newest in charge.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};
use zeroize::Zeroizing;

use super::{KeyError, MasterKeys, service_key_context};
use crate::entropy;

/// What a rotation did.
#[derive(Debug)]
pub struct Rotation {
    /// The key that was made.
    pub current: String,
    /// Keys that nothing alive depends on; nobody has them any more.
    pub destroyed: Vec<String>,
}

/// One of them, opened.
pub(super) struct RotatingKey {
    pub(super) key_id: String,
    pub(super) key: Zeroizing<[u8; 32]>,
    pub(super) made_at: DateTime<Utc>,
}

/// Makes a new key, and destroys those that were superseded longer ago than `keep`.
pub(super) async fn rotate(
    masters: &MasterKeys,
    pool: &PgPool,
    purpose: &str,
    keep: TimeDelta,
) -> Result<Rotation, KeyError> {
    let mut transaction = pool.begin().await?;
    take_turn(&mut transaction, purpose).await?;
    let current = make(masters, &mut transaction, purpose).await?;
    // A key was in charge until the next one was made.
    let destroyed = sqlx::query_scalar(
        "DELETE FROM keys WHERE key_id IN (
             SELECT key_id FROM (
                 SELECT key_id, lead(created_at) OVER (ORDER BY created_at, key_id) AS superseded_at
                 FROM keys WHERE purpose = $1) AS of_purpose
             WHERE superseded_at < wall_clock() - make_interval(secs => $2))
         RETURNING key_id",
    )
    .bind(purpose)
    .bind(keep.as_seconds_f64())
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Rotation { current, destroyed })
}

/// Every key of a purpose, oldest first, at least one: makes the first.
pub(super) async fn load_or_make(
    masters: &MasterKeys,
    pool: &PgPool,
    purpose: &str,
) -> Result<Vec<RotatingKey>, KeyError> {
    let mut connection = pool.acquire().await?;
    let keys = load(masters, &mut connection, purpose).await?;
    drop(connection);
    if !keys.is_empty() {
        return Ok(keys);
    }
    let mut transaction = pool.begin().await?;
    take_turn(&mut transaction, purpose).await?;
    let mut keys = load(masters, &mut transaction, purpose).await?;
    if keys.is_empty() {
        make(masters, &mut transaction, purpose).await?;
        keys = load(masters, &mut transaction, purpose).await?;
    }
    transaction.commit().await?;
    Ok(keys)
}

/// Instances that start at once agree on one first key, and keys are seen in the order in which
/// they were made.
async fn take_turn(connection: &mut PgConnection, purpose: &str) -> Result<(), KeyError> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(format!("keys/{purpose}"))
        .execute(connection)
        .await?;
    Ok(())
}

async fn load(
    masters: &MasterKeys,
    connection: &mut PgConnection,
    purpose: &str,
) -> Result<Vec<RotatingKey>, KeyError> {
    let rows: Vec<(String, Vec<u8>, String, DateTime<Utc>)> = sqlx::query_as(
        "SELECT key_id, wrapped, master_key_id, created_at FROM keys WHERE purpose = $1
         ORDER BY created_at, key_id",
    )
    .bind(purpose)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(key_id, wrapped, wrapped_by, made_at)| {
            let master = masters.which_wrapped(&wrapped_by)?;
            let key = master.unwrap(&wrapped, &service_key_context(&key_id))?;
            Ok(RotatingKey {
                key_id,
                key,
                made_at,
            })
        })
        .collect()
}

async fn make(
    masters: &MasterKeys,
    connection: &mut PgConnection,
    purpose: &str,
) -> Result<String, KeyError> {
    let master = masters.current();
    let key_id = format!("{purpose}-{}", entropy::new_id());
    let key = Zeroizing::new(entropy::random_bytes::<32>());
    sqlx::query(
        "INSERT INTO keys (key_id, purpose, wrapped, master_key_id) VALUES ($1, $2, $3, $4)",
    )
    .bind(&key_id)
    .bind(purpose)
    .bind(master.wrap(&key, &service_key_context(&key_id)))
    .bind(master.id())
    .execute(connection)
    .await?;
    Ok(key_id)
}
