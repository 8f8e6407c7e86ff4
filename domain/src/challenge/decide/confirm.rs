//! What a guess leads to.

use crate::{
    Facts, IssuedCode, Refusal, Rejection, SubmittedCode,
    challenge::{Challenge, ChallengeEvent},
    codes::compare,
};

impl Challenge {
    pub(super) fn confirm_code(
        &self,
        guess: &SubmittedCode,
        facts: &Facts,
    ) -> Result<Vec<ChallengeEvent>, Refusal> {
        self.require_open(facts)?;
        let (demand, codes) = self.require_awaiting_code(facts)?;
        let proven = facts.account.proven.as_ref().ok_or(Refusal::Erased)?;
        let binding = |issued| demand.binding(issued, proven);
        let (code, rejection) = compare(codes, guess, facts, binding)?;
        Ok(match rejection {
            None => vec![ChallengeEvent::CodeConfirmed {
                number: code.number,
                purpose: demand.purpose,
                enrollment_id: demand.enrollment_id,
                confirmed_at: facts.now,
                assertion_expires_at: facts.now + facts.policy.assertion_lifetime,
            }],
            Some(rejection) => rejected(code, rejection, facts),
        })
    }
}

fn rejected(code: &IssuedCode, rejection: Rejection, facts: &Facts) -> Vec<ChallengeEvent> {
    let is_wrong = rejection == Rejection::Wrong;
    let mut events = vec![ChallengeEvent::CodeRejected {
        number: code.number,
        rejection,
        attempts_left: code.attempts_left - 1,
        wrong_codes: facts.limits.wrong_codes() + u32::from(is_wrong),
    }];
    if is_wrong && facts.limits.next_wrong_code_locks(&facts.policy) {
        events.push(ChallengeEvent::ChallengeLocked {});
    }
    events
}
