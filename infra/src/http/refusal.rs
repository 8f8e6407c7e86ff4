//! From a refusal to the problem that tells of it, and to the limit that it is due to.

use countersign_domain::Refusal;

use super::{
    endpoints::{open_challenge, start_setup},
    problem::Problem,
    slug::Slug,
};
use crate::{metering::Limit, store::ExecuteError};

/// Which limit a command has just hit, if one. A lock that stands already is none.
pub(super) fn limit_hit(command: &str, error: &ExecuteError) -> Option<Limit> {
    let refusal = match error {
        ExecuteError::Refused(refusal) => refusal,
        ExecuteError::Busy => return Some(Limit::WaitingHashes),
        _ => return None,
    };
    match refusal {
        Refusal::WrongPassword {
            locked_until: Some(_),
            ..
        } => Some(Limit::WrongPasswordsUntilLock),
        Refusal::WrongCode {
            locked_until: Some(_),
            ..
        } => Some(Limit::WrongCodesUntilLock),
        Refusal::WrongCode {
            attempts_left: 0, ..
        }
        | Refusal::SupersededCode {
            attempts_left: 0, ..
        } => Some(Limit::GuessesPerCode),
        Refusal::TooSoon { .. } if command == start_setup::NAME => Some(Limit::SetupsPerHour),
        Refusal::TooSoon { .. } if command == open_challenge::NAME => {
            Some(Limit::ChallengesPerHour)
        }
        Refusal::TooSoon { .. } => Some(Limit::Issues),
        _ => None,
    }
}

impl From<&Refusal> for Problem {
    fn from(refusal: &Refusal) -> Self {
        match *refusal {
            Refusal::NotFound => Self::new(Slug::NotFound),
            Refusal::Erased => Self::new(Slug::Gone),
            Refusal::Suspended => {
                Self::new(Slug::WrongState).with(|body| body.state = Some("suspended"))
            }
            Refusal::WrongState {
                state,
                enrollment_id,
            } => Self::new(Slug::WrongState).with(|body| {
                body.state = Some(state.as_str());
                body.enrollment_id = enrollment_id;
            }),
            Refusal::WrongChallengeState { challenge_state } => {
                Self::new(Slug::WrongState).with(|body| body.state = Some(challenge_state.as_str()))
            }
            Refusal::NotRequired { .. } => {
                Self::new(Slug::WrongState).with(|body| body.state = Some("off"))
            }
            Refusal::NoProof => Self::new(Slug::InvalidAssertion),
            Refusal::NoLiveCode { reason, resend_at } => Self::new(Slug::NoLiveCode).with(|body| {
                body.reason = Some(reason);
                body.resend_at = Some(resend_at);
            }),
            Refusal::WrongPassword {
                attempts_left,
                locked_until,
            } => Self::new(Slug::WrongPassword).with(|body| {
                body.attempts_left = Some(attempts_left);
                body.locked_until = locked_until;
            }),
            Refusal::MalformedCode { .. } => {
                return Self::invalid_input("code", refusal.to_string());
            }
            Refusal::WrongCode {
                attempts_left,
                locked_until,
            } => Self::new(Slug::WrongCode).with(|body| {
                body.attempts_left = Some(attempts_left);
                body.locked_until = locked_until;
            }),
            Refusal::SupersededCode {
                attempts_left,
                newer_code_sent_at,
            } => Self::new(Slug::SupersededCode).with(|body| {
                body.attempts_left = Some(attempts_left);
                body.newer_code_sent_at = Some(newer_code_sent_at);
            }),
            Refusal::ExpiredCode { resend_at } => {
                Self::new(Slug::ExpiredCode).with(|body| body.resend_at = Some(resend_at))
            }
            Refusal::TooSoon { retry_at } => {
                Self::new(Slug::TooSoon).with(|body| body.resend_at = Some(retry_at))
            }
            Refusal::Locked { locked_until } => {
                Self::new(Slug::Locked).with(|body| body.locked_until = Some(locked_until))
            }
        }
        .detail(refusal.to_string())
    }
}
