//! What a command may be answered with instead of being done.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{ChallengeState, EnrollmentId, EnrollmentState};

/// Why a command is refused. The customer may be told; nothing here is the operator's business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// There is no such account, enrollment or challenge.
    #[error("there is no such account, enrollment or challenge")]
    NotFound,
    /// The account was erased; its id is never used again.
    #[error("the account was erased")]
    Erased,
    /// The portal has suspended the account.
    #[error("the account is suspended")]
    Suspended,
    /// The command does not fit where the enrollment stands.
    #[error("the enrollment is in another state")]
    WrongState {
        /// Where it stands.
        state: EnrollmentState,
        /// The enrollment in the way, where that is not the one addressed.
        enrollment_id: Option<EnrollmentId>,
    },
    /// The command does not fit where the challenge stands.
    #[error("the challenge is in another state")]
    WrongChallengeState {
        /// Where it stands.
        challenge_state: ChallengeState,
    },
    /// No code is asked for: two-factor is off.
    #[error("two-factor is off")]
    NotRequired {
        /// The setup under way, if there is one.
        setting_up: bool,
    },
    /// No code was right lately for what is asked for.
    #[error("no code was right lately for this")]
    NoProof,
    /// There is no code that a guess could be compared with.
    #[error("there is no live code")]
    NoLiveCode {
        /// What became of it.
        reason: NoLiveCode,
        /// When the next code may be issued.
        resend_at: DateTime<Utc>,
    },
    /// The password is not the account's.
    #[error("the password is wrong")]
    WrongPassword {
        /// Further tries before the account is locked.
        attempts_left: u32,
        /// Until when this try has locked the account.
        locked_until: Option<DateTime<Utc>>,
    },
    /// What was submitted cannot be a code of this stream. Not counted as a guess.
    #[error("a code has {digits} digits")]
    MalformedCode {
        /// Digits of the live code.
        digits: u32,
    },
    /// The code is not the one that was mailed.
    #[error("the code is wrong")]
    WrongCode {
        /// Further guesses this code takes.
        attempts_left: u32,
        /// Until when this guess has locked the account.
        locked_until: Option<DateTime<Utc>>,
    },
    /// The code was mailed once, but a newer one has been mailed since.
    #[error("a newer code was sent")]
    SupersededCode {
        /// Further guesses the newer code takes.
        attempts_left: u32,
        /// When the newer code was issued.
        newer_code_sent_at: DateTime<Utc>,
    },
    /// The code's time is over. The guess was neither compared nor counted.
    #[error("the code has expired")]
    ExpiredCode {
        /// When the next code may be issued.
        resend_at: DateTime<Utc>,
    },
    /// Too many codes, setups or challenges already.
    #[error("too soon")]
    TooSoon {
        /// When the command may be accepted.
        retry_at: DateTime<Utc>,
    },
    /// Too many wrong codes or passwords in a row.
    #[error("the account is locked")]
    Locked {
        /// When the lock ends by itself.
        locked_until: DateTime<Utc>,
    },
}

/// Why there is no live code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoLiveCode {
    /// None was issued yet.
    NotIssued,
    /// Every guess it takes was made.
    UsedUp,
    /// The account's address changed after it was issued.
    AddressChanged,
    /// Its key was destroyed.
    KeyDestroyed,
}
