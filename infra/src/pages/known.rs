//! Whom somebody says they are.

use countersign_domain::{AccountId, EmailAddress};

use super::{Trouble, visitor::is_open};
use crate::store::{AccountRow, Store};

/// What was keyed in as account: an account's id, or an e-mail address.
pub(super) enum Identifier {
    Account(AccountId),
    Address(EmailAddress),
    /// What can be neither.
    Neither,
}

impl Identifier {
    /// Reads it.
    pub(super) fn read(text: &str) -> Self {
        match (text.parse(), text.rsplit_once('@')) {
            (Ok(account_id), _) => Self::Account(account_id),
            (Err(_), Some((local, domain))) => Self::Address(EmailAddress::new(local, domain)),
            (Err(_), None) => Self::Neither,
        }
    }

    /// The one spelling under which tries are counted: whatever else finds the same account would
    /// have tries of its own.
    pub(super) fn normalised(&self) -> String {
        match self {
            Self::Account(account_id) => account_id.to_string(),
            Self::Address(address) => address.normalised(),
            Self::Neither => String::new(),
        }
    }

    /// The account, as long as it may be used. An address that several accounts have stands for
    /// none of them: their customers sign in by the account's id.
    pub(super) async fn account(&self, store: &Store) -> Result<Option<AccountRow>, Trouble> {
        let found = match self {
            Self::Account(account_id) => store.account(account_id).await?,
            Self::Address(address) => {
                let mut having = store.accounts_at(address).await?;
                having.retain(|account| is_open(&account.account));
                let found = having.pop();
                found.filter(|_| having.is_empty())
            }
            Self::Neither => None,
        };
        Ok(found.filter(|account| is_open(&account.account)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_mailbox_have_their_tries_together() {
        let normalised = |text| Identifier::read(text).normalised();
        for spelling in [
            "Ada@Shop.Example",
            "ada+1@shop.example",
            "ADA+x+y@shop.example",
        ] {
            assert_eq!(normalised(spelling), normalised("ada@shop.example"));
        }
        assert_ne!(normalised("shop-42"), normalised("shop-43"));
    }
}
