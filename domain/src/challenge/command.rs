//! What may be asked of a challenge.

use crate::{
    AccountId, Action, ChallengeId, ChallengePurpose, Nonce, NotSentReason, SubmittedCode,
};

/// What may be asked of a challenge. A command holds only what came from outside.
#[derive(Clone)]
pub enum ChallengeCommand {
    /// The portal wants a code. Refused where two-factor is off.
    Open {
        /// The new challenge.
        challenge_id: ChallengeId,
        /// Who is asked.
        account_id: AccountId,
        /// What for.
        purpose: ChallengePurpose,
        /// What the portal protects by it.
        action: Option<Action>,
        /// For the first code.
        nonce: Nonce,
    },
    /// The customer wants a code, again.
    IssueCode {
        /// For that code.
        nonce: Nonce,
    },
    /// The customer entered a code.
    ConfirmCode {
        /// The guess.
        guess: SubmittedCode,
    },
    /// The customer gives it up.
    Cancel,
    /// The challenge's timer rang.
    Expire,
    /// The mail server took the mail of a code.
    RecordSent {
        /// Which code.
        number: u32,
    },
    /// The mail of a code was given up.
    RecordNotSent {
        /// Which code.
        number: u32,
        /// Why.
        reason: NotSentReason,
    },
}
