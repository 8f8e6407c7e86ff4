//! The account's row: the one thing every append of the account moves on.

use countersign_domain::{
    Account, AccountFacts, AccountId, Contact, EmailAddress, Event, Limits, PasswordHash, StreamId,
};
use cqrs_es::Aggregate;
use sqlx::{PgPool, Row, postgres::PgRow};

use super::{Failure, log, log::PAGE_EVENTS_MAX};
use crate::keys::{AccountKey, Keyring};

/// An account as its row has it, its personal data still sealed.
#[derive(Clone)]
pub struct AccountRow {
    /// Which account.
    pub account_id: AccountId,
    /// Its events so far, in whatever stream.
    pub version: i64,
    /// The events of its own stream.
    pub stream_version: i64,
    /// The fold of its own stream.
    pub account: Account,
    /// The fold of all its events.
    pub limits: Limits,
    /// Its password's hash.
    pub password_hash: Option<PasswordHash>,
    /// The key of its personal data; none once the person was forgotten.
    pub key: Option<AccountKey>,
}

impl AccountRow {
    /// The account as a decision may know it, its personal data opened.
    pub fn facts(&self) -> Result<AccountFacts, Failure> {
        let contact = match (self.account.profile(), &self.key) {
            (Some(profile), Some(key)) => {
                let domains = self.open_text(key, profile.hosted_domains.as_ref())?;
                Some(Contact {
                    address: self.open_address(key, &profile.address)?,
                    display_name: self.open_text(key, profile.display_name.as_ref())?,
                    hosted_domains: domains
                        .iter()
                        .flat_map(|domains| domains.split(' '))
                        .map(str::to_owned)
                        .collect(),
                })
            }
            _ => None,
        };
        let proven = match (self.limits.protection(), &self.key) {
            (Some(protection), Some(key)) => Some(self.open_address(key, protection.proven)?),
            _ => None,
        };
        Ok(AccountFacts {
            account: self.account.clone(),
            contact,
            proven,
            password_hash: self.password_hash.clone(),
        })
    }

    /// An address of this account, opened; none once the person was forgotten.
    pub fn open(
        &self,
        address: &countersign_domain::Sealed,
    ) -> Result<Option<EmailAddress>, Failure> {
        self.key
            .as_ref()
            .map(|key| self.open_address(key, address))
            .transpose()
    }

    /// The stream of the account itself.
    #[must_use]
    pub fn stream(&self) -> StreamId {
        StreamId::new(Account::TYPE, self.account_id.as_str())
    }

    fn open_address(
        &self,
        key: &AccountKey,
        sealed: &countersign_domain::Sealed,
    ) -> Result<EmailAddress, Failure> {
        let text = key.open(sealed).map_err(|source| self.sealed(source))?;
        let (local, domain) = text.rsplit_once('@').unwrap_or((&text, ""));
        Ok(EmailAddress::new(local, domain))
    }

    fn open_text(
        &self,
        key: &AccountKey,
        sealed: Option<&countersign_domain::Sealed>,
    ) -> Result<Option<String>, Failure> {
        sealed
            .map(|sealed| key.open(sealed).map(|text| text.to_string()))
            .transpose()
            .map_err(|source| self.sealed(source))
    }

    fn sealed(&self, source: crate::keys::Unsealable) -> Failure {
        Failure::Sealed {
            account_id: self.account_id.to_string(),
            source,
        }
    }
}

/// Reads the row that a statement joined in, under the names of the table's columns; none where
/// there was nothing to join. A row of another fold is folded again from the log.
pub(super) async fn from_row(
    row: &PgRow,
    keyring: &Keyring,
    pool: &PgPool,
) -> Result<Option<AccountRow>, Failure> {
    let Some(account_id) = row.try_get::<Option<String>, _>("account_id")? else {
        return Ok(None);
    };
    let wrapped: Option<Vec<u8>> = row.try_get("data_key")?;
    let key = wrapped
        .map(|wrapped| {
            let wrapped_by = row.try_get("master_key_id")?;
            Ok::<_, Failure>(keyring.account_key(&account_id, &wrapped, wrapped_by)?)
        })
        .transpose()?;
    let account_id: AccountId = account_id
        .parse()
        .map_err(|source| sqlx::Error::Decode(Box::new(source)))?;
    let mut account = AccountRow {
        version: row.try_get("version")?,
        stream_version: row.try_get("stream_version")?,
        account: serde_json::from_str(row.try_get("account")?)?,
        limits: Limits::default(),
        password_hash: row
            .try_get::<Option<String>, _>("password_hash")?
            .map(PasswordHash),
        key,
        account_id,
    };
    if row.try_get::<i32, _>("fold")? == Limits::FOLD_VERSION {
        account.limits = serde_json::from_str(row.try_get("limits")?)?;
    } else {
        (account.account, account.limits) =
            fold(pool, &account.account_id, account.version).await?;
    }
    Ok(Some(account))
}

/// Folds the first `version` events of an account from the log.
pub async fn fold(
    pool: &PgPool,
    account_id: &AccountId,
    version: i64,
) -> Result<(Account, Limits), Failure> {
    let mut connection = pool.acquire().await?;
    let (mut account, mut limits) = (Account::default(), Limits::default());
    let (mut after, mut folded) = (0, 0);
    while folded < version {
        let page = log::read_account(&mut connection, account_id, after, PAGE_EVENTS_MAX).await?;
        let Some(last) = page.last() else {
            return Err(Failure::Truncated {
                expected: version,
                found: folded,
            });
        };
        after = last.position;
        for stored in page
            .iter()
            .take(usize::try_from(version - folded).unwrap_or(usize::MAX))
        {
            let event = stored.read()?.event;
            limits = limits.evolve(&stored.stream, &event);
            if let Event::Account(event) = event {
                account = account.evolve(event);
            }
            folded += 1;
        }
    }
    Ok((account, limits))
}
