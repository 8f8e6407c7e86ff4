//! The security of each account: whether two-factor authentication is on, by which mailbox, and
//! until when the account is locked.

mod evolve;
mod rows;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use countersign_domain::{EnrollmentId, LockReason, LoggedEvent, Method, Sealed};
use serde::{Deserialize, Serialize};

pub use rows::{Look, Reading, read};

/// The security of one account, folded from all its events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountSecurity {
    /// Whether two-factor authentication is on.
    pub two_factor: TwoFactor,
    /// The contact address; `None` before the account is registered and once it is erased.
    contact: Option<Sealed>,
    /// When the lock for wrong codes ends, or ended.
    code_locked_until: Option<DateTime<Utc>>,
    /// When the lock for wrong passwords ends, or ended.
    password_locked_until: Option<DateTime<Utc>>,
}

/// Whether two-factor authentication is on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TwoFactor {
    /// It is off, and no setup is under way.
    #[default]
    Off,
    /// A setup is under way; it is still off.
    SettingUp {
        /// The setup.
        enrollment_id: EnrollmentId,
        /// What it is to switch on.
        method: Method,
        /// The mailbox that its code proved, once it has.
        proven: Option<Sealed>,
    },
    /// It is on.
    On {
        /// The enrollment that switched it on.
        enrollment_id: EnrollmentId,
        /// What it switched on.
        method: Method,
        /// The mailbox that its code proved.
        proven: Sealed,
        /// When it was switched on.
        active_since: DateTime<Utc>,
    },
}

impl AccountSecurity {
    /// The security at a moment, by the account's history: what was recorded at that very moment counts.
    #[must_use]
    pub fn at<'a>(
        history: impl IntoIterator<Item = &'a LoggedEvent>,
        moment: DateTime<Utc>,
    ) -> Self {
        let until_then = history.into_iter();
        until_then
            .take_while(|logged| logged.recorded_at <= moment)
            .fold(Self::default(), Self::evolve)
    }

    /// The mailbox that codes go to: the proven one while two-factor is on, else the contact
    /// address.
    #[must_use]
    pub fn address(&self) -> Option<&Sealed> {
        match &self.two_factor {
            TwoFactor::On { proven, .. } => Some(proven),
            TwoFactor::Off | TwoFactor::SettingUp { .. } => self.contact.as_ref(),
        }
    }

    /// Until when the account is locked, for whichever reason lasts longer.
    #[must_use]
    pub fn locked_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let of = |reason| self.locked_for(reason, now);
        of(LockReason::WrongCodes).max(of(LockReason::WrongPasswords))
    }

    /// Until when the account is locked for that reason.
    #[must_use]
    pub fn locked_for(&self, reason: LockReason, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let until = match reason {
            LockReason::WrongCodes => self.code_locked_until,
            LockReason::WrongPasswords => self.password_locked_until,
        };
        until.filter(|until| now < *until)
    }
}

impl TwoFactor {
    /// Its name in the API.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::SettingUp { .. } => "setting_up",
            Self::On { .. } => "on",
        }
    }

    /// The method that is on, or being set up.
    #[must_use]
    pub const fn method(&self) -> Option<Method> {
        match self {
            Self::Off => None,
            Self::SettingUp { method, .. } | Self::On { method, .. } => Some(*method),
        }
    }

    /// The enrollment that switched it on, or is about to.
    #[must_use]
    pub const fn enrollment_id(&self) -> Option<EnrollmentId> {
        match self {
            Self::Off => None,
            Self::SettingUp { enrollment_id, .. } | Self::On { enrollment_id, .. } => {
                Some(*enrollment_id)
            }
        }
    }

    /// Since when it is on.
    #[must_use]
    pub const fn active_since(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Off | Self::SettingUp { .. } => None,
            Self::On { active_since, .. } => Some(*active_since),
        }
    }
}
