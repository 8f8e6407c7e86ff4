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
