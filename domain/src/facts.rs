//! What a decision may know besides its own stream.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{Account, CodeKeys, EmailAddress, Limits, PasswordHash, Policy, Refusal};

/// What a decision may know besides its own stream, all of one snapshot. Built anew for each
/// attempt, since every part of it may be stale when an append was refused.
#[derive(Clone)]
pub struct Facts {
    /// The database's time.
    pub now: DateTime<Utc>,
    /// The account the decision is about.
    pub account: AccountFacts,
    /// What the account has used up, across its streams.
    pub limits: Limits,
    /// The settings.
    pub policy: Arc<Policy>,
    /// The keys of the one function that derives a code.
    pub code_keys: Arc<CodeKeys>,
}

/// The account as the directory knows it.
#[derive(Clone, Default)]
pub struct AccountFacts {
    /// The fold of the account's own stream.
    pub account: Account,
    /// Its personal data, opened; `None` where there is no account or it was erased.
    pub contact: Option<Contact>,
    /// The proven address, opened; `None` unless two-factor is on.
    pub proven: Option<EmailAddress>,
    /// Its password's hash, which no event may hold.
    pub password_hash: Option<PasswordHash>,
}

/// The account's personal data in clear.
#[derive(Clone)]
pub struct Contact {
    /// Where its mails go.
    pub address: EmailAddress,
    /// How it likes to be called.
    pub display_name: Option<String>,
    /// The domains whose mail the account itself hosts, each in A-labels (RFC 5890 section
    /// 2.3.2.1), sorted.
    pub hosted_domains: Vec<String>,
}

impl Contact {
    /// Whether the mailbox is hosted by the very account that codes to it would protect: whoever
    /// is locked out of the account could not reach the code then.
    #[must_use]
    pub fn hosts_own_mailbox(&self) -> bool {
        let mut domains = self.hosted_domains.iter();
        domains.any(|domain| self.address.is_within(domain))
    }
}

impl Facts {
    /// Refuses unless the account is registered, not erased and not suspended.
    pub(crate) fn require_standing(&self) -> Result<(), Refusal> {
        match &self.account.account {
            Account::Unknown => Err(Refusal::NotFound),
            Account::Erased => Err(Refusal::Erased),
            Account::Registered(profile) if !profile.active => Err(Refusal::Suspended),
            Account::Registered(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Contact;
    use crate::EmailAddress;

    fn hosts_own_mailbox(domain: &str, hosted: &[&str]) -> bool {
        let contact = Contact {
            address: EmailAddress::new("aisha", domain),
            display_name: None,
            hosted_domains: hosted.iter().map(|&domain| domain.to_owned()).collect(),
        };
        contact.hosts_own_mailbox()
    }

    #[test]
    fn a_mailbox_at_a_hosted_domain_or_below_it_is_hosted_by_the_account() {
        let hosted = ["aisha.example", "shop.example"];
        for domain in ["shop.example", "SHOP.example", "mail.eu.shop.example"] {
            assert!(hosts_own_mailbox(domain, &hosted), "{domain}");
        }
    }

    #[test]
    fn a_mailbox_at_another_domain_is_not() {
        for domain in ["bookshop.example", "example", "shop.example.org", ""] {
            assert!(!hosts_own_mailbox(domain, &["shop.example"]), "{domain}");
        }
        assert!(!hosts_own_mailbox("shop.example", &[]));
    }

    #[test]
    fn an_international_domain_is_the_same_in_either_spelling() {
        for domain in [
            "münchen.example",
            "xn--mnchen-3ya.example",
            "a.MÜNCHEN.example",
        ] {
            assert!(
                hosts_own_mailbox(domain, &["xn--mnchen-3ya.example"]),
                "{domain}"
            );
        }
    }
}
