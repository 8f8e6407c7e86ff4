//! What may be asked of an enrollment.

use crate::{AccountId, ChallengeId, EnrollmentId, Method, Nonce, NotSentReason, SubmittedCode};

/// What may be asked of an enrollment. A command holds only what came from outside.
#[derive(Clone)]
pub enum EnrollmentCommand {
    /// The customer picked a method.
    StartSetup {
        /// The new enrollment.
        enrollment_id: EnrollmentId,
        /// Whose it is.
        account_id: AccountId,
        /// What to switch on.
        method: Method,
    },
    /// The customer keyed in the account's password. A right one issues the first code.
    VerifyPassword {
        /// Whether it matched the hash that these facts hold.
        matched: bool,
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
    /// The customer clicked *Okay*.
    Acknowledge,
    /// The customer gives the setup up.
    Cancel,
    /// The setup's timer rang.
    Expire,
    /// The customer switches two-factor off.
    Disable {
        /// Whether the password matched the hash that these facts hold.
        matched: bool,
        /// The challenge that a code was right in.
        challenge_id: ChallengeId,
    },
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
