//! What happens in a challenge.

use chrono::{DateTime, Utc};
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::{
    AccountId, Action, Challenge, ChallengeId, ChallengePurpose, EnrollmentId, IssuedCode,
    NotSentReason, Rejection, Sealed, upcasting::newest_version,
};

/// What happened in a challenge. Documented, field by field, in `docs/events.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ChallengeEvent {
    /// A code is asked for.
    ChallengeOpened {
        /// This challenge.
        challenge_id: ChallengeId,
        /// Who is asked.
        account_id: AccountId,
        /// What for.
        purpose: ChallengePurpose,
        /// What the portal protects by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        action: Option<Action>,
        /// The enrollment that two-factor is on by.
        enrollment_id: EnrollmentId,
        /// The mailbox that this enrollment proved.
        address: Sealed,
        /// When it was asked for. Events from before challenges were counted do not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opened_at: Option<DateTime<Utc>>,
        /// When the challenge ends by itself.
        challenge_expires_at: DateTime<Utc>,
    },
    /// A code was issued, and works from now on; its mail is on the way.
    CodeIssued {
        /// The code as it was issued.
        #[serde(flatten)]
        code: IssuedCode,
        /// When the challenge ends by itself.
        challenge_expires_at: DateTime<Utc>,
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
        /// Wrong codes of the account in a row, over all its streams, with this one.
        wrong_codes: u32,
    },
    /// A guess was the newest code: the challenge is passed.
    CodeConfirmed {
        /// Which code.
        number: u32,
        /// What for.
        purpose: ChallengePurpose,
        /// The enrollment that two-factor is on by.
        enrollment_id: EnrollmentId,
        /// When the code was right.
        confirmed_at: DateTime<Utc>,
        /// Until when that counts.
        assertion_expires_at: DateTime<Utc>,
    },
    /// The customer gave it up.
    ChallengeCancelled {},
    /// Its time ran out.
    ChallengeExpired {},
    /// Too many wrong codes in a row ended it.
    ChallengeLocked {},
}

impl DomainEvent for ChallengeEvent {
    fn event_type(&self) -> String {
        match self {
            Self::ChallengeOpened { .. } => "ChallengeOpened",
            Self::CodeIssued { .. } => "CodeIssued",
            Self::CodeSent { .. } => "CodeSent",
            Self::CodeNotSent { .. } => "CodeNotSent",
            Self::CodeRejected { .. } => "CodeRejected",
            Self::CodeConfirmed { .. } => "CodeConfirmed",
            Self::ChallengeCancelled {} => "ChallengeCancelled",
            Self::ChallengeExpired {} => "ChallengeExpired",
            Self::ChallengeLocked {} => "ChallengeLocked",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        newest_version(Challenge::TYPE, &self.event_type()).to_owned()
    }
}
