//! The account: a customer of the portal, as the portal tells us of it.

mod decide;
mod event;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

pub use event::{AccountEvent, LockReason};

use crate::{AccountId, Contact, MailProvider, Sealed};

/// What is known of an account from its own stream.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "account", rename_all = "snake_case")]
pub enum Account {
    /// Never registered.
    #[default]
    Unknown,
    /// Registered, perhaps suspended.
    Registered(Profile),
    /// Erased: the person is forgotten, the id is spent.
    Erased,
}

/// What a registered account says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Its contact address.
    pub address: Sealed,
    /// Who runs that mailbox.
    pub mail_provider: MailProvider,
    /// How the customer likes to be called.
    pub display_name: Option<Sealed>,
    /// The language of its mails, a BCP 47 tag.
    pub locale: Option<String>,
    /// The IANA time zone in which its mails tell the time.
    pub time_zone: Option<String>,
    /// The domains whose mail the account itself hosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hosted_domains: Option<Sealed>,
    /// `false` while the portal has suspended it.
    pub active: bool,
}

/// What may be asked of an account.
#[derive(Clone)]
pub enum AccountCommand {
    /// Registers the account, or brings it up to what the portal says of it now.
    Put(Box<NewProfile>),
    /// Support lifts the account's locks.
    Unlock,
    /// Forgets the person.
    Erase,
}

/// What the portal says of an account, in clear and as an event may hold it.
#[derive(Clone)]
pub struct NewProfile {
    /// The account, should this register it.
    pub account_id: AccountId,
    /// Its personal data in clear, to be compared with what is known.
    pub contact: Contact,
    /// The address, sealed.
    pub address: Sealed,
    /// The name, sealed.
    pub display_name: Option<Sealed>,
    /// A BCP 47 tag.
    pub locale: Option<String>,
    /// An IANA time zone.
    pub time_zone: Option<String>,
    /// The domains whose mail the account hosts, sealed; `None` where there are none.
    pub hosted_domains: Option<Sealed>,
    /// Whether the account may be used.
    pub active: bool,
    /// The argon2id hash of its password.
    pub password_hash: PasswordHash,
}

/// An argon2id hash in PHC form. Kept in the directory, in no event.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct PasswordHash(pub String);

impl Account {
    /// The profile of a registered account.
    #[must_use]
    pub fn profile(&self) -> Option<&Profile> {
        match self {
            Self::Registered(profile) => Some(profile),
            Self::Unknown | Self::Erased => None,
        }
    }

    /// The state after `event`. Events that do not fit change nothing: whatever was recorded can
    /// be replayed.
    #[must_use]
    pub fn evolve(self, event: AccountEvent) -> Self {
        match (self, event) {
            (Self::Unknown, AccountEvent::AccountRegistered { profile, .. }) => {
                Self::Registered(profile)
            }
            (Self::Registered(_), AccountEvent::AccountErased {}) => Self::Erased,
            (Self::Registered(mut profile), event) => {
                profile.evolve(event);
                Self::Registered(profile)
            }
            (state, _) => state,
        }
    }
}

impl Profile {
    fn evolve(&mut self, event: AccountEvent) {
        match event {
            AccountEvent::AddressChanged {
                address,
                mail_provider,
            } => {
                self.address = address;
                self.mail_provider = mail_provider;
            }
            AccountEvent::ProfileChanged {
                display_name,
                locale,
                time_zone,
                hosted_domains,
            } => {
                self.display_name = display_name;
                self.locale = locale;
                self.time_zone = time_zone;
                self.hosted_domains = hosted_domains;
            }
            AccountEvent::AccountSuspended {} => self.active = false,
            AccountEvent::AccountReinstated {} => self.active = true,
            AccountEvent::AccountRegistered { .. }
            | AccountEvent::PasswordChanged {}
            | AccountEvent::AccountLocked { .. }
            | AccountEvent::AccountUnlocked {}
            | AccountEvent::AccountErased {} => {}
        }
    }
}
