//! What happens in an enrollment.

use chrono::{DateTime, Utc};
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::{
    AccountId, ChallengeId, Enrollment, EnrollmentId, IssuedCode, Method, NotSentReason, Rejection,
    Sealed, upcasting::newest_version,
};

/// What happened in an enrollment. Documented, field by field, in `docs/events.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum EnrollmentEvent {
    /// The customer picked a method.
    SetupStarted {
        /// This enrollment.
        enrollment_id: EnrollmentId,
        /// Whose it is.
        account_id: AccountId,
        /// What it is to switch on.
        method: Method,
        /// When it was started, by the clock that limits are counted by.
        started_at: DateTime<Utc>,
        /// When it ends by itself.
        setup_expires_at: DateTime<Utc>,
    },
    /// The password was the account's.
    PasswordVerified {
        /// When the setup ends by itself.
        setup_expires_at: DateTime<Utc>,
    },
    /// The password was not the account's.
    PasswordRejected {
        /// Further tries before the account is locked.
        attempts_left: u32,
    },
    /// A code was issued, and works from now on; its mail is on the way.
    CodeIssued {
        /// The code as it was issued.
        #[serde(flatten)]
        code: IssuedCode,
        /// When the setup ends by itself.
        setup_expires_at: DateTime<Utc>,
    },
    /// The mail server took the mail of a code.
    CodeSent {
        /// Which code.
        number: u32,
    },
    /// The mail of a code was given up.
    CodeNotSent {
        /// Which code.
        number: u32,
        /// Why.
        reason: NotSentReason,
    },
    /// A guess was not the newest code. The guess itself is never recorded.
    CodeRejected {
        /// The code it was compared with.
        number: u32,
        /// What was wrong with the guess.
        rejection: Rejection,
        /// Further guesses that code takes.
        attempts_left: u32,
    },
    /// A guess was the newest code: the mailbox is the customer's.
    CodeConfirmed {
        /// Which code.
        number: u32,
        /// The mailbox it proved.
        address: Sealed,
        /// When the setup ends by itself.
        setup_expires_at: DateTime<Utc>,
    },
    /// The customer clicked *Okay*: two-factor is on.
    EnrollmentActivated {
        /// By which method.
        method: Method,
    },
    /// The customer gave the setup up.
    SetupCancelled {},
    /// The setup's time ran out.
    SetupExpired {},
    /// Too many wrong codes in a row ended the setup.
    SetupLocked {},
    /// Password and code were right once more: two-factor is off.
    EnrollmentDisabled {
        /// The challenge whose code was right. It is spent by this.
        challenge_id: ChallengeId,
    },
}

impl DomainEvent for EnrollmentEvent {
    fn event_type(&self) -> String {
        match self {
            Self::SetupStarted { .. } => "SetupStarted",
            Self::PasswordVerified { .. } => "PasswordVerified",
            Self::PasswordRejected { .. } => "PasswordRejected",
            Self::CodeIssued { .. } => "CodeIssued",
            Self::CodeSent { .. } => "CodeSent",
            Self::CodeNotSent { .. } => "CodeNotSent",
            Self::CodeRejected { .. } => "CodeRejected",
            Self::CodeConfirmed { .. } => "CodeConfirmed",
            Self::EnrollmentActivated { .. } => "EnrollmentActivated",
            Self::SetupCancelled {} => "SetupCancelled",
            Self::SetupExpired {} => "SetupExpired",
            Self::SetupLocked {} => "SetupLocked",
            Self::EnrollmentDisabled { .. } => "EnrollmentDisabled",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        newest_version(Enrollment::TYPE, &self.event_type()).to_owned()
    }
}
