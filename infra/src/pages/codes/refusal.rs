//! What a customer is told of a code that was not taken.

use countersign_domain::{NoLiveCode, Refusal};

use crate::pages::{
    Pages, Visitor, clock::Clock, problem::Problem, saying::Saying, trouble::Trouble,
};

/// What a refusal says was wrong.
pub(in crate::pages) fn problem(
    refusal: &Refusal,
    visitor: &Visitor,
    clock: &Clock<'_>,
) -> Result<Problem, Trouble> {
    let language = visitor.language;
    let of_code = |text| Problem::in_fields(&["code"], text);
    let at = |key, name, moment| {
        let arguments = [(name, clock.shows(moment).into())];
        Problem::of(language.say_with(key, &arguments))
    };
    Ok(match *refusal {
        Refusal::WrongCode {
            locked_until: Some(until),
            ..
        } => at("code-locked", "until", until),
        Refusal::WrongCode { attempts_left, .. } => {
            of_code(language.say_with("code-wrong", &[("left", attempts_left.into())]))
        }
        Refusal::MalformedCode { digits: count } => {
            of_code(digits("code-malformed", count, visitor))
        }
        Refusal::SupersededCode {
            attempts_left,
            newer_code_sent_at,
        } => {
            let at = clock.shows(newer_code_sent_at).into();
            let arguments = [("at", at), ("left", attempts_left.into())];
            of_code(language.say_with("code-superseded", &arguments))
        }
        // It was not compared.
        Refusal::ExpiredCode { .. } => Problem::of(language.say("code-expired")),
        Refusal::NoLiveCode { reason, .. } => Problem::of(language.say(match reason {
            NoLiveCode::UsedUp => "code-used-up",
            NoLiveCode::AddressChanged => "code-address-changed",
            NoLiveCode::NotIssued | NoLiveCode::KeyDestroyed => "code-none",
        })),
        Refusal::TooSoon { retry_at } => at("code-too-soon", "at", retry_at),
        Refusal::Locked { locked_until } => at("code-locked", "until", locked_until),
        Refusal::Suspended => Problem::of(language.say("setup-suspended")),
        Refusal::Erased => return Err(Trouble::Gone),
        Refusal::NotFound
        | Refusal::WrongState { .. }
        | Refusal::WrongChallengeState { .. }
        | Refusal::NotRequired { .. }
        | Refusal::NoProof
        | Refusal::WrongPassword { .. } => {
            return Err(Trouble::NotFound);
        }
    })
}

/// What is said of what can be no code.
pub(in crate::pages) fn unfit(code: &str, pages: &Pages) -> Saying {
    if code.trim().is_empty() {
        Saying::Unfit("code-missing".into())
    } else {
        Saying::Refused(Refusal::MalformedCode {
            digits: pages.store.policy().code_digits,
        })
    }
}

/// A text that says how many digits a code has.
pub(in crate::pages) fn digits(key: &str, digits: u32, visitor: &Visitor) -> String {
    visitor.language.say_with(key, &[("digits", digits.into())])
}
