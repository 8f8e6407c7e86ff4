//! What happens to an account.

use chrono::{DateTime, Utc};
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use super::{Account, Profile};
use crate::{AccountId, MailProvider, Sealed, upcasting::newest_version};

/// What happened to an account. Documented, field by field, in `docs/events.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum AccountEvent {
    /// The portal told us of the account.
    AccountRegistered {
        /// Which account.
        account_id: AccountId,
        /// What the portal said of it.
        #[serde(flatten)]
        profile: Profile,
    },
    /// It has another contact address.
    AddressChanged {
        /// The new address.
        address: Sealed,
        /// Who runs the new mailbox.
        mail_provider: MailProvider,
    },
    /// Its name, language, time zone or hosted domains changed.
    ProfileChanged {
        /// How the customer likes to be called.
        display_name: Option<Sealed>,
        /// The language of its mails.
        locale: Option<String>,
        /// The time zone of its mails.
        time_zone: Option<String>,
        /// The domains whose mail the account itself hosts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hosted_domains: Option<Sealed>,
    },
    /// Its password changed. No event holds the hash.
    PasswordChanged {},
    /// The portal suspended it.
    AccountSuspended {},
    /// The portal reinstated it.
    AccountReinstated {},
    /// Too many wrong codes or passwords in a row.
    AccountLocked {
        /// Which of the two.
        reason: LockReason,
        /// When the lock ends by itself.
        locked_until: DateTime<Utc>,
    },
    /// Support lifted its locks.
    AccountUnlocked {},
    /// The person was forgotten.
    AccountErased {},
}

/// What an account was locked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockReason {
    /// Wrong codes in a row.
    WrongCodes,
    /// Wrong passwords in a row, in setups.
    WrongPasswords,
}

impl DomainEvent for AccountEvent {
    fn event_type(&self) -> String {
        match self {
            Self::AccountRegistered { .. } => "AccountRegistered",
            Self::AddressChanged { .. } => "AddressChanged",
            Self::ProfileChanged { .. } => "ProfileChanged",
            Self::PasswordChanged {} => "PasswordChanged",
            Self::AccountSuspended {} => "AccountSuspended",
            Self::AccountReinstated {} => "AccountReinstated",
            Self::AccountLocked { .. } => "AccountLocked",
            Self::AccountUnlocked {} => "AccountUnlocked",
            Self::AccountErased {} => "AccountErased",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        newest_version(Account::TYPE, &self.event_type()).to_owned()
    }
}
