//! What a guess is worth.

use super::{Codes, IssuedCode, Rejection};
use crate::{Binding, Facts, NoLiveCode, Refusal, SubmittedCode};

/// The newest code and whether the guess is it, or why there is nothing to compare with. Whether
/// the mailbox is still the one that the code went to is the caller's to check.
pub(crate) fn compare<'a>(
    codes: &'a Codes,
    guess: &SubmittedCode,
    facts: &Facts,
    binding: impl Fn(&'a IssuedCode) -> Binding<'a>,
) -> Result<(&'a IssuedCode, Option<Rejection>), Refusal> {
    let code = comparable(codes, facts)?;
    if guess.digits() != code.algorithm.digits as usize {
        return Err(Refusal::MalformedCode {
            digits: code.algorithm.digits,
        });
    }
    let is = |code| {
        let derived = facts.code_keys.derive(&binding(code));
        derived.map(|code| code.matches(guess))
    };
    let gone = || no_live_code(NoLiveCode::KeyDestroyed, facts);
    if is(code).ok_or_else(gone)? {
        return Ok((code, None));
    }
    // Every earlier code is compared, so that the time taken does not tell which one it was.
    let superseded = codes
        .earlier()
        .iter()
        .filter(|code| code.algorithm.digits as usize == guess.digits())
        .fold(false, |found, code| found | is(code).unwrap_or(false));
    let rejection = if superseded {
        Rejection::Superseded
    } else {
        Rejection::Wrong
    };
    Ok((code, Some(rejection)))
}

/// The code that a guess may be compared with.
fn comparable<'a>(codes: &'a Codes, facts: &Facts) -> Result<&'a IssuedCode, Refusal> {
    let code = codes
        .newest()
        .ok_or_else(|| no_live_code(NoLiveCode::NotIssued, facts))?;
    if code.attempts_left == 0 {
        return Err(no_live_code(NoLiveCode::UsedUp, facts));
    }
    if facts.now >= code.expires_at {
        let resend_at = facts.limits.next_issue_at(&facts.policy, facts.now);
        return Err(Refusal::ExpiredCode { resend_at });
    }
    Ok(code)
}

/// The refusal where no guess can be right.
pub(crate) fn no_live_code(reason: NoLiveCode, facts: &Facts) -> Refusal {
    let resend_at = facts.limits.next_issue_at(&facts.policy, facts.now);
    Refusal::NoLiveCode { reason, resend_at }
}
