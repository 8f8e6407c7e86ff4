//! The challenge: one demand for a code from an account whose two-factor is on.

mod command;
mod decide;
mod event;
mod evolve;
mod purpose;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use command::ChallengeCommand;
pub use event::ChallengeEvent;
pub use purpose::{Action, ChallengePurpose, InvalidAction};

use crate::{
    AccountId, Binding, ChallengeId, Codes, EmailAddress, EnrollmentId, IssuedCode, Purpose, Sealed,
};

/// Where a challenge stands, with all that is known there and nothing that cannot be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Challenge {
    /// Nothing happened yet.
    #[default]
    NotOpened,
    /// A mailed code comes next.
    AwaitingCode {
        /// What is asked for.
        demand: Demand,
        /// What was issued so far.
        codes: Codes,
    },
    /// The code was right.
    Passed {
        /// What was asked for.
        demand: Demand,
        /// What was issued.
        codes: Codes,
        /// When the code was right.
        passed_at: DateTime<Utc>,
        /// Until when that counts.
        assertion_expires_at: DateTime<Utc>,
    },
    /// Over, without a code having been right.
    Ended {
        /// What was asked for.
        demand: Demand,
        /// What was issued.
        codes: Codes,
        /// How it ended.
        ending: ChallengeEnding,
    },
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Demand {
    /// The challenge.
    pub challenge_id: ChallengeId,
    /// Who is asked.
    pub account_id: AccountId,
    /// What for.
    pub purpose: ChallengePurpose,
    /// What the portal protects by it, in the portal's own word.
    pub action: Option<Action>,
    /// The enrollment that two-factor is on by.
    pub enrollment_id: EnrollmentId,
    /// The mailbox that this enrollment proved, and that is asked again.
    pub proven: Sealed,
    /// When it ends by itself, unless another code is issued before.
    pub expires_at: DateTime<Utc>,
}

/// How a challenge ended without a right code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeEnding {
    /// The customer gave it up.
    Cancelled,
    /// Its time ran out.
    Expired,
    /// Too many wrong codes in a row.
    Locked,
}

/// The state as API, refusals and read models name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeState {
    /// A mailed code comes next.
    AwaitingCode,
    /// The code was right.
    Passed,
    /// The customer gave it up.
    Cancelled,
    /// Its time ran out.
    Expired,
    /// Too many wrong codes in a row.
    Locked,
}

impl Challenge {
    /// What is asked for, unless nothing happened yet.
    #[must_use]
    pub fn demand(&self) -> Option<&Demand> {
        match self {
            Self::NotOpened => None,
            Self::AwaitingCode { demand, .. }
            | Self::Passed { demand, .. }
            | Self::Ended { demand, .. } => Some(demand),
        }
    }

    /// The name of the state, unless nothing happened yet.
    #[must_use]
    pub fn state(&self) -> Option<ChallengeState> {
        Some(match self {
            Self::NotOpened => return None,
            Self::AwaitingCode { .. } => ChallengeState::AwaitingCode,
            Self::Passed { .. } => ChallengeState::Passed,
            Self::Ended { ending, .. } => ending.state(),
        })
    }

    /// What was issued in this challenge.
    #[must_use]
    pub fn codes(&self) -> Option<&Codes> {
        match self {
            Self::NotOpened => None,
            Self::AwaitingCode { codes, .. }
            | Self::Passed { codes, .. }
            | Self::Ended { codes, .. } => Some(codes),
        }
    }

    /// Whether this code came back from the mailbox.
    #[must_use]
    pub fn is_confirmed(&self, number: u32) -> bool {
        let newest = self.codes().and_then(Codes::newest);
        matches!(self, Self::Passed { .. }) && newest.is_some_and(|code| code.number == number)
    }

    /// The code that a mail of this issue has to carry, as long as it is the one that works:
    /// `None` once it was superseded, used up, confirmed, or the challenge ended.
    #[must_use]
    pub fn live_code(&self, number: u32) -> Option<&IssuedCode> {
        match self {
            Self::AwaitingCode { codes, .. } => codes.live(number),
            _ => None,
        }
    }

    /// Whether its time is over, whether or not its timer has rung.
    #[must_use]
    pub fn has_run_out(&self, now: DateTime<Utc>) -> bool {
        matches!(self, Self::AwaitingCode { demand, .. } if now >= demand.expires_at)
    }
}

impl Demand {
    /// What a code of this challenge is bound to.
    #[must_use]
    pub fn binding<'a>(
        &'a self,
        issued: &'a IssuedCode,
        recipient: &'a EmailAddress,
    ) -> Binding<'a> {
        Binding {
            account_id: &self.account_id,
            purpose: Purpose::Challenge(self.purpose),
            aggregate_id: self.challenge_id.0,
            issued,
            recipient,
        }
    }
}

impl ChallengeEnding {
    const fn state(self) -> ChallengeState {
        match self {
            Self::Cancelled => ChallengeState::Cancelled,
            Self::Expired => ChallengeState::Expired,
            Self::Locked => ChallengeState::Locked,
        }
    }
}

impl ChallengeState {
    /// The state's name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingCode => "awaiting_code",
            Self::Passed => "passed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Locked => "locked",
        }
    }
}
