//! Wrapping every key anew, under another master key.

use sqlx::PgPool;
use zeroize::Zeroizing;

use super::{KeyError, MasterKeys, master::account_context, service_key_context};

/// Accounts whose rows are locked at once, so that their commands hardly wait.
const BATCH_ACCOUNTS: i64 = 500;

/// What was wrapped anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Keys of the service.
    pub service_keys: u64,
    /// Keys of accounts.
    pub account_keys: u64,
}

/// Wraps every key that another master key has wrapped under the current one, while instances go
/// on. If it is cut off, the next run does the rest. `progress` is told of the accounts done.
pub async fn rewrap(
    masters: &MasterKeys,
    pool: &PgPool,
    mut progress: impl FnMut(u64),
) -> Result<Rewrapped, KeyError> {
    let mut rewrapped = Rewrapped {
        service_keys: rewrap_service_keys(masters, pool).await?,
        account_keys: 0,
    };
    let mut after = String::new();
    while let Some(batch) = rewrap_accounts(masters, pool, &after).await? {
        rewrapped.account_keys += batch.count;
        progress(rewrapped.account_keys);
        after = batch.last;
    }
    Ok(rewrapped)
}

/// How many keys of accounts another master key has wrapped.
pub async fn accounts_to_rewrap(masters: &MasterKeys, pool: &PgPool) -> Result<u64, KeyError> {
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM accounts WHERE data_key IS NOT NULL AND master_key_id <> $1",
    )
    .bind(masters.current().id())
    .fetch_one(pool)
    .await?;
    Ok(count.unsigned_abs())
}

struct Batch {
    count: u64,
    last: String,
}

async fn rewrap_service_keys(masters: &MasterKeys, pool: &PgPool) -> Result<u64, KeyError> {
    let current = masters.current();
    let keys: Vec<(String, Vec<u8>, String)> =
        sqlx::query_as("SELECT key_id, wrapped, master_key_id FROM keys WHERE master_key_id <> $1")
            .bind(current.id())
            .fetch_all(pool)
            .await?;
    let mut count = 0;
    for (key_id, wrapped, wrapped_by) in keys {
        let context = service_key_context(&key_id);
        let key = masters
            .which_wrapped(&wrapped_by)?
            .unwrap(&wrapped, &context)?;
        let updated =
            sqlx::query("UPDATE keys SET wrapped = $2, master_key_id = $3 WHERE key_id = $1")
                .bind(&key_id)
                .bind(current.wrap(&key, &context))
                .bind(current.id())
                .execute(pool)
                .await?;
        count += updated.rows_affected();
    }
    Ok(count)
}

/// One batch behind an account, in the order in which appends lock them too. `None`: no more.
async fn rewrap_accounts(
    masters: &MasterKeys,
    pool: &PgPool,
    after: &str,
) -> Result<Option<Batch>, KeyError> {
    let current = masters.current();
    let mut transaction = pool.begin().await?;
    let rows: Vec<(String, Vec<u8>, String)> = sqlx::query_as(
        "SELECT account_id, data_key, master_key_id FROM accounts
         WHERE account_id > $1 AND data_key IS NOT NULL AND master_key_id <> $2
         ORDER BY account_id LIMIT $3 FOR UPDATE",
    )
    .bind(after)
    .bind(current.id())
    .bind(BATCH_ACCOUNTS)
    .fetch_all(&mut *transaction)
    .await?;
    let Some((last, ..)) = rows.last() else {
        return Ok(None);
    };
    let last = last.clone();
    let (mut ids, mut keys) = (Vec::new(), Vec::new());
    for (account_id, wrapped, wrapped_by) in rows {
        let context = account_context(&account_id);
        let key: Zeroizing<[u8; 32]> = masters
            .which_wrapped(&wrapped_by)?
            .unwrap(&wrapped, &context)?;
        keys.push(current.wrap(&key, &context));
        ids.push(account_id);
    }
    let updated = sqlx::query(
        "UPDATE accounts a SET data_key = s.data_key, master_key_id = $3
         FROM unnest($1::text[], $2::bytea[]) AS s (account_id, data_key)
         WHERE a.account_id = s.account_id",
    )
    .bind(&ids)
    .bind(&keys)
    .bind(current.id())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Some(Batch {
        count: updated.rows_affected(),
        last,
    }))
}
