//! Issuing a code, and what became of its mail.

use crate::{
    Delivery, Facts, Nonce, Refusal,
    codes::{issue, require_issue},
    enrollment::{Enrollment, EnrollmentEvent},
};

impl Enrollment {
    pub(super) fn issue_code(
        &self,
        nonce: Nonce,
        facts: &Facts,
    ) -> Result<Vec<EnrollmentEvent>, Refusal> {
        self.require_open(facts)?;
        let Self::AwaitingCode { codes, .. } = self else {
            return Err(self.wrong_state(facts.now));
        };
        self.require_unexpired(facts.now)?;
        require_issue(facts)?;
        Ok(vec![issued(codes.next_number(), nonce, facts)?])
    }

    pub(super) fn record(
        &self,
        number: u32,
        delivery: Delivery,
        event: EnrollmentEvent,
    ) -> Vec<EnrollmentEvent> {
        let codes = self.codes();
        if codes.is_some_and(|codes| codes.is_news(number, delivery)) {
            vec![event]
        } else {
            vec![]
        }
    }
}

/// The event of a code that is issued now.
pub(super) fn issued(number: u32, nonce: Nonce, facts: &Facts) -> Result<EnrollmentEvent, Refusal> {
    let profile = facts.account.account.profile().ok_or(Refusal::NotFound)?;
    Ok(EnrollmentEvent::CodeIssued {
        code: issue(number, nonce, profile.address.clone(), facts),
        setup_expires_at: facts.now + facts.policy.setup_lifetime,
    })
}
