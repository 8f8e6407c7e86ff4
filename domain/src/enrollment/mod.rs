//! The enrollment: one attempt of one account to switch on one method.

mod command;
mod decide;
mod event;
mod evolve;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use command::EnrollmentCommand;
pub use event::EnrollmentEvent;

use crate::{
    AccountId, Binding, Codes, EmailAddress, EnrollmentId, IssuedCode, Method, Purpose, Sealed,
};

/// Where an enrollment stands, with all that is known there and nothing that cannot be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Enrollment {
    /// Nothing happened yet.
    #[default]
    NotStarted,
    /// The setup was started; the account's password comes next.
    AwaitingPassword {
        /// The setup.
        setup: Setup,
    },
    /// The password was right; a mailed code comes next.
    AwaitingCode {
        /// The setup.
        setup: Setup,
        /// What was issued so far.
        codes: Codes,
    },
    /// The code was right; *Okay* comes next. Two-factor is still off.
    AwaitingAcknowledgement {
        /// The setup.
        setup: Setup,
        /// What was issued.
        codes: Codes,
        /// The mailbox that the code proved.
        proven: Sealed,
    },
    /// Two-factor is on.
    Active {
        /// The setup that led here.
        setup: Setup,
        /// What was issued.
        codes: Codes,
        /// Where codes and notices go.
        proven: Sealed,
    },
    /// Over: two-factor is not on by it, or not any more.
    Ended {
        /// The setup that led here.
        setup: Setup,
        /// What was issued.
        codes: Codes,
        /// How it ended.
        ending: Ending,
        /// The mailbox that a code had proved by then.
        proven: Option<Sealed>,
    },
}

/// What is known of a setup from its start on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// The enrollment.
    pub enrollment_id: EnrollmentId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What it switches on.
    pub method: Method,
    /// When it ends by itself, unless another command is accepted before.
    pub expires_at: DateTime<Utc>,
}

/// How an enrollment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The customer gave it up.
    Cancelled,
    /// Its time ran out.
    Expired,
    /// Too many wrong codes in a row.
    Locked,
    /// Two-factor was on, and was switched off.
    Disabled,
}

/// The state as API, refusals and read models name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrollmentState {
    /// The account's password comes next.
    AwaitingPassword,
    /// A mailed code comes next.
    AwaitingCode,
    /// *Okay* comes next.
    AwaitingAcknowledgement,
    /// Two-factor is on.
    Active,
    /// The customer gave it up.
    Cancelled,
    /// Its time ran out.
    Expired,
    /// Too many wrong codes in a row.
    Locked,
    /// Two-factor was on, and was switched off.
    Disabled,
}

impl Enrollment {
    /// The setup, unless nothing happened yet.
    #[must_use]
    pub fn setup(&self) -> Option<&Setup> {
        match self {
            Self::NotStarted => None,
            Self::AwaitingPassword { setup }
            | Self::AwaitingCode { setup, .. }
            | Self::AwaitingAcknowledgement { setup, .. }
            | Self::Active { setup, .. }
            | Self::Ended { setup, .. } => Some(setup),
        }
    }

    /// The name of the state, unless nothing happened yet.
    #[must_use]
    pub fn state(&self) -> Option<EnrollmentState> {
        Some(match self {
            Self::NotStarted => return None,
            Self::AwaitingPassword { .. } => EnrollmentState::AwaitingPassword,
            Self::AwaitingCode { .. } => EnrollmentState::AwaitingCode,
            Self::AwaitingAcknowledgement { .. } => EnrollmentState::AwaitingAcknowledgement,
            Self::Active { .. } => EnrollmentState::Active,
            Self::Ended { ending, .. } => ending.state(),
        })
    }

    /// What was issued in this enrollment.
    #[must_use]
    pub fn codes(&self) -> Option<&Codes> {
        match self {
            Self::NotStarted | Self::AwaitingPassword { .. } => None,
            Self::AwaitingCode { codes, .. }
            | Self::AwaitingAcknowledgement { codes, .. }
            | Self::Active { codes, .. }
            | Self::Ended { codes, .. } => Some(codes),
        }
    }

    /// The mailbox that a code proved.
    #[must_use]
    pub fn proven(&self) -> Option<&Sealed> {
        match self {
            Self::AwaitingAcknowledgement { proven, .. } | Self::Active { proven, .. } => {
                Some(proven)
            }
            Self::Ended { proven, .. } => proven.as_ref(),
            Self::NotStarted | Self::AwaitingPassword { .. } | Self::AwaitingCode { .. } => None,
        }
    }

    /// Whether this code came back from the mailbox, as the one that proved it.
    #[must_use]
    pub fn is_confirmed(&self, number: u32) -> bool {
        let newest = self.codes().and_then(Codes::newest);
        self.proven().is_some() && newest.is_some_and(|code| code.number == number)
    }

    /// The code that a mail of this issue has to carry, as long as it is the one that works:
    /// `None` once it was superseded, used up, confirmed, or the enrollment went on without it.
    #[must_use]
    pub fn live_code(&self, number: u32) -> Option<&IssuedCode> {
        match self {
            Self::AwaitingCode { codes, .. } => codes.live(number),
            _ => None,
        }
    }
}

impl Setup {
    /// What a code of this setup is bound to.
    #[must_use]
    pub fn binding<'a>(
        &'a self,
        issued: &'a IssuedCode,
        recipient: &'a EmailAddress,
    ) -> Binding<'a> {
        Binding {
            account_id: &self.account_id,
            purpose: Purpose::Enrollment,
            aggregate_id: self.enrollment_id.0,
            issued,
            recipient,
        }
    }
}

impl Ending {
    const fn state(self) -> EnrollmentState {
        match self {
            Self::Cancelled => EnrollmentState::Cancelled,
            Self::Expired => EnrollmentState::Expired,
            Self::Locked => EnrollmentState::Locked,
            Self::Disabled => EnrollmentState::Disabled,
        }
    }
}

impl EnrollmentState {
    /// The state's name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingPassword => "awaiting_password",
            Self::AwaitingCode => "awaiting_code",
            Self::AwaitingAcknowledgement => "awaiting_acknowledgement",
            Self::Active => "active",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Locked => "locked",
            Self::Disabled => "disabled",
        }
    }
}
