//! The words that histories of challenges are told in.

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{
    Action, ChallengeCommand, ChallengeEvent, ChallengeId, ChallengePurpose, ChallengeState,
    EnrollmentCommand, EnrollmentEvent, IssuedCode, Refusal, Rejection, SubmittedCode,
};
use uuid::Uuid;

use super::given::{account_id, enrollment, first_address, issued_code, nonce};

/// What borders are tried at, before and after.
pub(super) const SECOND: TimeDelta = TimeDelta::seconds(1);

/// The account's first, second, … challenge.
pub(super) fn challenge(number: u8) -> ChallengeId {
    let first = Uuid::from_u128(0x0190_b7c0_0000_7000_8000_0000_0000_c000);
    ChallengeId(Uuid::from_u128(first.as_u128() + u128::from(number)))
}

pub(super) fn action(name: &str) -> Action {
    name.parse().expect("an action")
}

/// A challenge under the first enrollment.
pub(super) fn asked(number: u8, purpose: ChallengePurpose, at: DateTime<Utc>) -> ChallengeEvent {
    ChallengeEvent::ChallengeOpened {
        challenge_id: challenge(number),
        account_id: account_id(),
        purpose,
        action: None,
        enrollment_id: enrollment(1),
        address: first_address(),
        opened_at: Some(at),
        challenge_expires_at: at + TimeDelta::minutes(15),
    }
}

/// The code of that number, mailed to the first address; its nonce repeats its number.
pub(super) fn code_issued(number: u8, at: DateTime<Utc>) -> ChallengeEvent {
    code_issued_then_next_at(number, at, at + TimeDelta::seconds(60))
}

/// The same where a window lasts longer than the gap.
pub(super) fn code_issued_then_next_at(
    number: u8,
    at: DateTime<Utc>,
    resend_at: DateTime<Utc>,
) -> ChallengeEvent {
    ChallengeEvent::CodeIssued {
        code: IssuedCode {
            resend_at,
            ..issued_code(number, at)
        },
        challenge_expires_at: at + TimeDelta::minutes(15),
    }
}

/// A wrong guess at the code of that number, the account's `wrong_codes`-th in a row.
pub(super) fn code_rejected(number: u32, attempts_left: u32, wrong_codes: u32) -> ChallengeEvent {
    ChallengeEvent::CodeRejected {
        number,
        rejection: Rejection::Wrong,
        attempts_left,
        wrong_codes,
    }
}

pub(super) fn code_confirmed(
    number: u32,
    purpose: ChallengePurpose,
    at: DateTime<Utc>,
) -> ChallengeEvent {
    ChallengeEvent::CodeConfirmed {
        number,
        purpose,
        enrollment_id: enrollment(1),
        confirmed_at: at,
        assertion_expires_at: at + TimeDelta::minutes(5),
    }
}

/// Two-factor was switched off by the challenge of that number.
pub(super) fn disabled(number: u8) -> EnrollmentEvent {
    let challenge_id = challenge(number);
    EnrollmentEvent::EnrollmentDisabled { challenge_id }
}

pub(super) fn open(number: u8, purpose: ChallengePurpose) -> ChallengeCommand {
    ChallengeCommand::Open {
        challenge_id: challenge(number),
        account_id: account_id(),
        purpose,
        action: None,
        nonce: nonce(1),
    }
}

/// Asks for the code of that number.
pub(super) fn issue_code(number: u8) -> ChallengeCommand {
    let nonce = nonce(number);
    ChallengeCommand::IssueCode { nonce }
}

pub(super) fn confirm_code(code: &str) -> ChallengeCommand {
    let guess = SubmittedCode::parse(code).expect("a code");
    ChallengeCommand::ConfirmCode { guess }
}

/// Switches two-factor off by the challenge of that number, with the password right or wrong.
pub(super) fn disable(matched: bool, number: u8) -> EnrollmentCommand {
    let challenge_id = challenge(number);
    EnrollmentCommand::Disable {
        matched,
        challenge_id,
    }
}

pub(super) fn challenge_is(challenge_state: ChallengeState) -> Refusal {
    Refusal::WrongChallengeState { challenge_state }
}

pub(super) fn wrong_code(attempts_left: u32) -> Refusal {
    Refusal::WrongCode {
        attempts_left,
        locked_until: None,
    }
}
