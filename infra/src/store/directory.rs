//! The directory: what the portal told us of an account, beside what the log holds of it.

use chrono::{DateTime, Utc};
use countersign_domain::{Account, AccountId, EmailAddress, Limits, PasswordHash};
use sqlx::{PgPool, Row};

use super::{AccountRow, Failure, Store, account_row};

/// The most accounts that are looked at for one mailbox.
const ACCOUNTS_OF_MAILBOX_MAX: i64 = 16;

impl Store {
    /// The database's time.
    pub async fn now(&self) -> Result<DateTime<Utc>, Failure> {
        let now = sqlx::query_scalar("SELECT wall_clock()");
        Ok(now.fetch_one(&self.pool).await?)
    }

    /// An account's row; none where the account was never registered.
    pub async fn account(&self, account_id: &AccountId) -> Result<Option<AccountRow>, Failure> {
        let row = sqlx::query(
            "SELECT account_id, version, stream_version, fold, account::text, limits::text,
                    password_hash, data_key, master_key_id
             FROM accounts WHERE account_id = $1 AND version > 0",
        )
        .bind(account_id.as_str())
        .fetch_optional(&self.pool)
        .await?;
        match row {
            Some(row) => account_row::from_row(&row, &self.keyring, &self.pool).await,
            None => Ok(None),
        }
    }

    /// A password's hash that some account has; none where there is none.
    pub async fn any_password_hash(&self) -> Result<Option<PasswordHash>, Failure> {
        let hash = sqlx::query_scalar(
            "SELECT password_hash FROM accounts WHERE password_hash IS NOT NULL LIMIT 1",
        );
        Ok(hash.fetch_optional(&self.pool).await?.map(PasswordHash))
    }

    /// Whether the person behind an account was forgotten; none where the account was never
    /// registered. Folds nothing, so it answers for an account with events that nobody can read.
    pub async fn is_erased(&self, account_id: &AccountId) -> Result<Option<bool>, Failure> {
        let erased = sqlx::query_scalar(
            "SELECT coalesce(account ->> 'account' = 'erased', false)
             FROM accounts WHERE account_id = $1 AND version > 0",
        )
        .bind(account_id.as_str())
        .fetch_optional(&self.pool)
        .await?;
        Ok(erased)
    }

    /// The accounts whose address is of this mailbox: those that are noted beside it, compared.
    pub async fn accounts_at(&self, address: &EmailAddress) -> Result<Vec<AccountRow>, Failure> {
        let normalised = address.normalised();
        let noted: Vec<String> = sqlx::query_scalar(
            "SELECT account_id FROM mailbox_accounts WHERE mailbox = $1 LIMIT $2",
        )
        .bind(self.keyring.mailbox(&normalised))
        .bind(ACCOUNTS_OF_MAILBOX_MAX)
        .fetch_all(&self.pool)
        .await?;
        let mut accounts = vec![];
        for account_id in noted.iter().filter_map(|id| id.parse().ok()) {
            let Some(account) = self.account(&account_id).await? else {
                continue;
            };
            let contact = account.facts()?.contact;
            if contact.is_some_and(|contact| contact.address.normalised() == normalised) {
                accounts.push(account);
            }
        }
        Ok(accounts)
    }

    /// Makes the account's row, with a key for its personal data, where there is none: what
    /// registers an account is sealed under a key that all who register it at once share. Notes
    /// beside it that the address may be the account's, for whoever signs in by it.
    pub async fn make_room(
        &self,
        account_id: &AccountId,
        address: &EmailAddress,
    ) -> Result<(), Failure> {
        let master = self.keyring.master();
        let (_, wrapped) = master.new_account_key(account_id.as_str());
        sqlx::query(
            "WITH noted AS (INSERT INTO mailbox_accounts (mailbox, account_id)
                            SELECT $7, $1
                            WHERE NOT EXISTS (SELECT FROM mailbox_accounts
                                              WHERE mailbox = $7 AND account_id = $1)
                            ON CONFLICT DO NOTHING)
             INSERT INTO accounts (account_id, version, stream_version, fold, account, limits,
                                   data_key, master_key_id)
             SELECT $1, 0, 0, $2, $3::json, $4::json, $5, $6
             WHERE NOT EXISTS (SELECT FROM accounts WHERE account_id = $1)
             ON CONFLICT DO NOTHING",
        )
        .bind(account_id.as_str())
        .bind(Limits::FOLD_VERSION)
        .bind(serde_json::to_string(&Account::default())?)
        .bind(serde_json::to_string(&Limits::default())?)
        .bind(wrapped)
        .bind(master.id())
        .bind(self.keyring.mailbox(&address.normalised()))
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

/// Forgets which mailboxes were of accounts whose persons were forgotten.
pub async fn forget_mailboxes(pool: &PgPool) -> Result<u64, Failure> {
    let forgotten = sqlx::query(
        "DELETE FROM mailbox_accounts m USING accounts a
         WHERE a.account_id = m.account_id AND a.data_key IS NULL",
    )
    .execute(pool)
    .await?;
    Ok(forgotten.rows_affected())
}

/// The account whose stream this is, by the stream's first event; none while it is empty.
pub(super) async fn account_of(
    pool: &PgPool,
    stream: &countersign_domain::StreamId,
) -> Result<Option<AccountId>, Failure> {
    let row = sqlx::query(
        "SELECT account_id FROM events
         WHERE aggregate_type = $1 AND aggregate_id = $2 AND sequence = 1
           AND account_id IS NOT NULL",
    )
    .bind(&stream.aggregate_type)
    .bind(&stream.aggregate_id)
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let account_id: String = row.try_get("account_id")?;
    let account_id = account_id
        .parse()
        .map_err(|source| sqlx::Error::Decode(Box::new(source)))?;
    Ok(Some(account_id))
}
