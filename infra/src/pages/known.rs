//! Whose account somebody signs in to.

use countersign_domain::AccountId;
use sqlx::PgPool;

use super::{Trouble, visitor::is_open};
use crate::store::{AccountRow, Store};

/// The account under an id or an e-mail address, as long as it may be used. An address that several
/// accounts have stands for none of them: their customers sign in by the account's id.
pub(super) async fn known_account(
    store: &Store,
    identifier: &str,
) -> Result<Option<AccountRow>, Trouble> {
    if let Ok(account_id) = identifier.parse::<AccountId>() {
        let account = store.account(&account_id).await?;
        return Ok(account.filter(|account| is_open(&account.account)));
    }
    let Some((local, domain)) = identifier.rsplit_once('@') else {
        return Ok(None);
    };
    let address = countersign_domain::EmailAddress::new(local, domain).normalised();
    let mailbox = store.keyring().mailbox(&address);
    let mut found = None;
    for account_id in may_have(store.pool(), &mailbox).await? {
        let Ok(account_id) = account_id.parse::<AccountId>() else {
            continue;
        };
        let Some(account) = store.account(&account_id).await? else {
            continue;
        };
        let contact = account.facts()?.contact;
        let has_it = contact.is_some_and(|contact| contact.address.normalised() == address);
        if has_it && is_open(&account.account) {
            if found.is_some() {
                return Ok(None);
            }
            found = Some(account);
        }
    }
    Ok(found)
}

async fn may_have(pool: &PgPool, mailbox: &[u8]) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT account_id FROM mailbox_accounts WHERE mailbox = $1 LIMIT 16")
        .bind(mailbox)
        .fetch_all(pool)
        .await
}
