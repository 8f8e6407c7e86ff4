//! What a customer is told of a code that was not taken.

use axum::http::StatusCode;
use countersign_domain::{NoLiveCode, Refusal};

use crate::pages::{Pages, Visitor, clock::Clock, trouble::Trouble};

/// The words for a refusal, and the status of the page that says them.
pub(super) fn words(
    refusal: &Refusal,
    visitor: &Visitor,
    clock: &Clock<'_>,
) -> Result<(StatusCode, String), Trouble> {
    let language = visitor.language;
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    let at = |key, name, moment| language.say_with(key, &[(name, clock.shows(moment).into())]);
    Ok(match *refusal {
        Refusal::WrongCode {
            locked_until: Some(until),
            ..
        } => (unfit, at("code-locked", "until", until)),
        Refusal::WrongCode { attempts_left, .. } => (
            unfit,
            language.say_with("code-wrong", &[("left", attempts_left.into())]),
        ),
        Refusal::MalformedCode { digits: count } => {
            (unfit, digits("code-malformed", count, visitor))
        }
        Refusal::ExpiredCode { .. } => (unfit, language.say("code-expired")),
        Refusal::SupersededCode {
            attempts_left,
            newer_code_sent_at,
        } => {
            let at = clock.shows(newer_code_sent_at).into();
            let arguments = [("at", at), ("left", attempts_left.into())];
            (unfit, language.say_with("code-superseded", &arguments))
        }
        Refusal::NoLiveCode { reason, .. } => {
            let key = match reason {
                NoLiveCode::UsedUp => "code-used-up",
                NoLiveCode::AddressChanged => "code-address-changed",
                NoLiveCode::NotIssued | NoLiveCode::KeyDestroyed => "code-none",
            };
            (StatusCode::CONFLICT, language.say(key))
        }
        Refusal::TooSoon { retry_at } => (
            StatusCode::TOO_MANY_REQUESTS,
            at("code-too-soon", "at", retry_at),
        ),
        Refusal::Locked { locked_until } => (
            StatusCode::TOO_MANY_REQUESTS,
            at("code-locked", "until", locked_until),
        ),
        Refusal::Suspended => (StatusCode::CONFLICT, language.say("setup-suspended")),
        Refusal::Erased => return Err(Trouble::Gone),
        Refusal::NotFound | Refusal::WrongState { .. } | Refusal::WrongPassword { .. } => {
            return Err(Trouble::NotFound);
        }
    })
}

/// The words for what can be no code.
pub(super) fn unfit(code: &str, pages: &Pages, visitor: &Visitor) -> String {
    if code.trim().is_empty() {
        visitor.language.say("code-missing")
    } else {
        digits("code-malformed", pages.store.policy().code_digits, visitor)
    }
}

/// A text that says how many digits a code has.
pub(super) fn digits(key: &str, digits: u32, visitor: &Visitor) -> String {
    visitor.language.say_with(key, &[("digits", digits.into())])
}
