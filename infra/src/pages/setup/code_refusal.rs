//! What a customer is told of a code that was not taken.

use countersign_domain::{NoLiveCode, Refusal};

use super::saying::Saying;
use crate::pages::{Pages, Visitor, clock::Clock, trouble::Trouble};

/// The words for a refusal.
pub(super) fn words(
    refusal: &Refusal,
    visitor: &Visitor,
    clock: &Clock<'_>,
) -> Result<String, Trouble> {
    let language = visitor.language;
    let at = |key, name, moment| language.say_with(key, &[(name, clock.shows(moment).into())]);
    Ok(match *refusal {
        Refusal::WrongCode {
            locked_until: Some(until),
            ..
        } => at("code-locked", "until", until),
        Refusal::WrongCode { attempts_left, .. } => {
            language.say_with("code-wrong", &[("left", attempts_left.into())])
        }
        Refusal::MalformedCode { digits: count } => digits("code-malformed", count, visitor),
        Refusal::ExpiredCode { .. } => language.say("code-expired"),
        Refusal::SupersededCode {
            attempts_left,
            newer_code_sent_at,
        } => {
            let at = clock.shows(newer_code_sent_at).into();
            let arguments = [("at", at), ("left", attempts_left.into())];
            language.say_with("code-superseded", &arguments)
        }
        Refusal::NoLiveCode { reason, .. } => language.say(match reason {
            NoLiveCode::UsedUp => "code-used-up",
            NoLiveCode::AddressChanged => "code-address-changed",
            NoLiveCode::NotIssued | NoLiveCode::KeyDestroyed => "code-none",
        }),
        Refusal::TooSoon { retry_at } => at("code-too-soon", "at", retry_at),
        Refusal::Locked { locked_until } => at("code-locked", "until", locked_until),
        Refusal::Suspended => language.say("setup-suspended"),
        Refusal::Erased => return Err(Trouble::Gone),
        Refusal::NotFound | Refusal::WrongState { .. } | Refusal::WrongPassword { .. } => {
            return Err(Trouble::NotFound);
        }
    })
}

/// What is said of what can be no code.
pub(super) fn unfit(code: &str, pages: &Pages) -> Saying {
    if code.trim().is_empty() {
        Saying::Unfit("code-missing".into())
    } else {
        Saying::Refused(Refusal::MalformedCode {
            digits: pages.store.policy().code_digits,
        })
    }
}

/// A text that says how many digits a code has.
pub(super) fn digits(key: &str, digits: u32, visitor: &Visitor) -> String {
    visitor.language.say_with(key, &[("digits", digits.into())])
}
