//! What a guess leads to.

use crate::{
    Facts, NoLiveCode, Refusal, SubmittedCode,
    enrollment::{Codes, Enrollment, EnrollmentEvent, IssuedCode, Rejection, Setup},
};

impl Enrollment {
    pub(super) fn confirm_code(
        &self,
        guess: &SubmittedCode,
        facts: &Facts,
    ) -> Result<Vec<EnrollmentEvent>, Refusal> {
        self.require_open(facts)?;
        let Self::AwaitingCode { setup, codes } = self else {
            return Err(self.wrong_state(facts.now));
        };
        self.require_unexpired(facts.now)?;
        let code = comparable(codes, facts)?;
        if guess.digits() != code.algorithm.digits as usize {
            return Err(Refusal::MalformedCode {
                digits: code.algorithm.digits,
            });
        }
        match compare(setup, codes, guess, facts) {
            None => Err(no_live_code(NoLiveCode::KeyDestroyed, facts)),
            Some(Ok(())) => Ok(vec![EnrollmentEvent::CodeConfirmed {
                number: code.number,
                address: code.recipient.clone(),
                setup_expires_at: facts.now + facts.policy.setup_lifetime,
            }]),
            Some(Err(rejection)) => Ok(rejected(code, rejection, facts)),
        }
    }
}

/// The code that a guess may be compared with.
fn comparable<'a>(codes: &'a Codes, facts: &Facts) -> Result<&'a IssuedCode, Refusal> {
    let code = codes
        .newest()
        .ok_or_else(|| no_live_code(NoLiveCode::NotIssued, facts))?;
    if !code.is_for(&facts.account.account) {
        return Err(no_live_code(NoLiveCode::AddressChanged, facts));
    }
    if code.attempts_left == 0 {
        return Err(no_live_code(NoLiveCode::UsedUp, facts));
    }
    if facts.now >= code.expires_at {
        let resend_at = facts.limits.next_issue_at(&facts.policy, facts.now);
        return Err(Refusal::ExpiredCode { resend_at });
    }
    Ok(code)
}

/// Whether the guess is the newest code, or why it is not; `None` where that code's key is gone.
fn compare(
    setup: &Setup,
    codes: &Codes,
    guess: &SubmittedCode,
    facts: &Facts,
) -> Option<Result<(), Rejection>> {
    let recipient = &facts.account.contact.as_ref()?.address;
    let aggregate_id = setup.enrollment_id.to_string();
    let is = |code: &IssuedCode| {
        let binding = setup.binding(&aggregate_id, code, recipient);
        facts
            .code_keys
            .derive(&binding)
            .map(|code| code.matches(guess))
    };
    if is(codes.newest()?)? {
        return Some(Ok(()));
    }
    // Every earlier code is compared, so that the time taken does not tell which one it was.
    let superseded = codes
        .earlier()
        .iter()
        .filter(|code| code.algorithm.digits as usize == guess.digits())
        .fold(false, |found, code| found | is(code).unwrap_or(false));
    Some(Err(if superseded {
        Rejection::Superseded
    } else {
        Rejection::Wrong
    }))
}

fn rejected(code: &IssuedCode, rejection: Rejection, facts: &Facts) -> Vec<EnrollmentEvent> {
    let mut events = vec![EnrollmentEvent::CodeRejected {
        number: code.number,
        rejection,
        attempts_left: code.attempts_left - 1,
    }];
    if rejection == Rejection::Wrong && facts.limits.next_wrong_code_locks(&facts.policy) {
        events.push(EnrollmentEvent::SetupLocked {});
    }
    events
}

fn no_live_code(reason: NoLiveCode, facts: &Facts) -> Refusal {
    let resend_at = facts.limits.next_issue_at(&facts.policy, facts.now);
    Refusal::NoLiveCode { reason, resend_at }
}
