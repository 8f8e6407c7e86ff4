//! Access keys of the API: who may call it, in which role.
//!
//! A key is shown once, when it is made; the database holds its SHA-256. A plain hash is enough
//! here, and a slow one would only slow down every request: a key carries 256 random bits, so there
//! is nothing to guess, however fast the guessing.

mod role;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::{FromRow, PgPool, Row, postgres::PgRow};
use thiserror::Error;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

pub use role::{Role, UnknownRole};

use crate::entropy;

/// The longest text that is looked up as a key, in bytes; ours are shorter.
const PRESENTED_MAX_BYTES: usize = 128;

/// The longest name of an owner, in characters.
const OWNER_MAX_CHARACTERS: usize = 64;

/// A key in clear. It shows itself to nobody but who calls [`ApiKeySecret::expose`].
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct ApiKeySecret(String);

/// A key as an operator sees it.
#[derive(Debug, Clone, Serialize)]
pub struct ApiKey {
    /// Its id, by which it is revoked.
    pub api_key_id: Uuid,
    /// What it may be used for.
    pub role: Role,
    /// Whose it is.
    pub owner: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Who calls, by the key they presented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The key's id.
    pub api_key_id: Uuid,
    /// What it may be used for.
    pub role: Role,
    /// Whose it is.
    pub owner: String,
}

/// Why a key was not made.
#[derive(Debug, Error)]
pub enum ApiKeyError {
    /// Its owner is no name.
    #[error("an owner is 1 to {OWNER_MAX_CHARACTERS} characters, none of them a control character")]
    Owner,
    /// The database did not answer.
    #[error("the key could not be stored")]
    Database(#[from] sqlx::Error),
}

/// Makes a key. What this returns is the only copy of it in clear.
pub async fn create(pool: &PgPool, role: Role, owner: &str) -> Result<ApiKeySecret, ApiKeyError> {
    let length = owner.chars().count();
    if !(1..=OWNER_MAX_CHARACTERS).contains(&length) || owner.chars().any(char::is_control) {
        return Err(ApiKeyError::Owner);
    }
    let secret = ApiKeySecret(format!("cs_{role}_{}", entropy::random_token()));
    sqlx::query("INSERT INTO api_keys (api_key_id, role, owner, hash) VALUES ($1, $2, $3, $4)")
        .bind(entropy::new_id())
        .bind(role.as_str())
        .bind(owner)
        .bind(hash(secret.expose()))
        .execute(pool)
        .await?;
    Ok(secret)
}

/// Every key there ever was, oldest first.
pub async fn list(pool: &PgPool) -> Result<Vec<ApiKey>, sqlx::Error> {
    sqlx::query_as(
        "SELECT api_key_id, role, owner, created_at, last_used_at, revoked_at
         FROM api_keys ORDER BY created_at, api_key_id",
    )
    .fetch_all(pool)
    .await
}

/// Revokes a key, which is refused from then on. `false` where there is no such key in use.
pub async fn revoke(pool: &PgPool, api_key_id: Uuid) -> Result<bool, sqlx::Error> {
    let revoked = sqlx::query(
        "UPDATE api_keys SET revoked_at = wall_clock()
         WHERE api_key_id = $1 AND revoked_at IS NULL",
    )
    .bind(api_key_id)
    .execute(pool)
    .await?;
    Ok(revoked.rows_affected() > 0)
}

/// Who presents this key; `None` where it is none, or was revoked. Asks the database each time, so
/// that a revoked key is refused at once, and notes the use at most once a minute.
pub async fn authenticate(pool: &PgPool, presented: &str) -> Result<Option<Caller>, sqlx::Error> {
    find(pool, presented, None).await
}

/// The same, but a key of another role is none, and is not noted as used.
pub async fn authenticate_as(
    pool: &PgPool,
    presented: &str,
    role: Role,
) -> Result<Option<Caller>, sqlx::Error> {
    find(pool, presented, Some(role)).await
}

async fn find(
    pool: &PgPool,
    presented: &str,
    only: Option<Role>,
) -> Result<Option<Caller>, sqlx::Error> {
    if presented.len() > PRESENTED_MAX_BYTES {
        return Ok(None);
    }
    let row = sqlx::query(
        "WITH found AS (
             SELECT api_key_id, role, owner FROM api_keys
             WHERE hash = $1 AND revoked_at IS NULL AND ($2::text IS NULL OR role = $2)
         ), used AS (
             UPDATE api_keys k SET last_used_at = wall_clock() FROM found f
             WHERE k.api_key_id = f.api_key_id
               AND (k.last_used_at IS NULL
                    OR k.last_used_at < wall_clock() - interval '1 minute')
         )
         SELECT api_key_id, role, owner FROM found",
    )
    .bind(hash(presented))
    .bind(only.map(Role::as_str))
    .fetch_optional(pool)
    .await?;
    row.map(|row| {
        Ok(Caller {
            api_key_id: row.try_get("api_key_id")?,
            role: role(&row)?,
            owner: row.try_get("owner")?,
        })
    })
    .transpose()
}

impl ApiKeySecret {
    /// The key.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Caller {
    /// How events and logs name who called: `portal/shop`.
    #[must_use]
    pub fn actor(&self) -> String {
        format!("{}/{}", self.role, self.owner)
    }
}

impl FromRow<'_, PgRow> for ApiKey {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            api_key_id: row.try_get("api_key_id")?,
            role: role(row)?,
            owner: row.try_get("owner")?,
            created_at: row.try_get("created_at")?,
            last_used_at: row.try_get("last_used_at")?,
            revoked_at: row.try_get("revoked_at")?,
        })
    }
}

fn role(row: &PgRow) -> Result<Role, sqlx::Error> {
    let name: &str = row.try_get("role")?;
    name.parse()
        .map_err(|source: UnknownRole| sqlx::Error::Decode(Box::new(source)))
}

fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key).to_vec()
}
