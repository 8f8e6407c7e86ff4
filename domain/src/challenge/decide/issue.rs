//! Issuing a code, and what became of its mail.

use crate::{
    Delivery, Facts, Nonce, Refusal,
    challenge::{Challenge, ChallengeEvent},
    codes::{issue, require_issue},
};

impl Challenge {
    pub(super) fn issue_code(
        &self,
        nonce: Nonce,
        facts: &Facts,
    ) -> Result<Vec<ChallengeEvent>, Refusal> {
        self.require_open(facts)?;
        let (demand, codes) = self.require_awaiting_code(facts)?;
        require_issue(facts)?;
        Ok(vec![ChallengeEvent::CodeIssued {
            code: issue(codes.next_number(), nonce, demand.proven.clone(), facts),
            challenge_expires_at: facts.now + facts.policy.challenge_lifetime,
        }])
    }

    pub(super) fn record(
        &self,
        number: u32,
        delivery: Delivery,
        event: ChallengeEvent,
    ) -> Vec<ChallengeEvent> {
        let codes = self.codes();
        if codes.is_some_and(|codes| codes.is_news(number, delivery)) {
            vec![event]
        } else {
            vec![]
        }
    }
}
