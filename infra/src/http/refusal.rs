//! From a refusal to the problem that tells of it.

use countersign_domain::Refusal;

use super::{problem::Problem, slug::Slug};

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
