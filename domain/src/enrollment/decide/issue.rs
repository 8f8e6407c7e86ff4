//! Issuing a code, and what became of its mail.

use crate::{
    Algorithm, Facts, Nonce, Refusal,
    enrollment::{Delivery, Enrollment, EnrollmentEvent},
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
        let retry_at = facts.limits.next_issue_at(&facts.policy, facts.now);
        if retry_at > facts.now {
            return Err(Refusal::TooSoon { retry_at });
        }
        let number = codes
            .newest()
            .map_or(0, |code| code.number)
            .saturating_add(1);
        Ok(vec![issued(number, nonce, facts)?])
    }

    /// What became of a mail is recorded once, but a mail that was given up may go after all.
    pub(super) fn record(&self, number: u32, event: EnrollmentEvent) -> Vec<EnrollmentEvent> {
        let code = self
            .codes()
            .and_then(|codes| codes.0.iter().find(|c| c.number == number));
        match (code.map(|code| code.delivery), &event) {
            (Some(Delivery::Queued), _)
            | (Some(Delivery::NotSent), EnrollmentEvent::CodeSent { .. }) => vec![event],
            _ => vec![],
        }
    }
}

/// The event of a code that is issued now.
pub(super) fn issued(number: u32, nonce: Nonce, facts: &Facts) -> Result<EnrollmentEvent, Refusal> {
    let profile = facts.account.account.profile().ok_or(Refusal::NotFound)?;
    Ok(EnrollmentEvent::CodeIssued {
        number,
        nonce,
        key_id: facts.code_keys.current.clone(),
        algorithm: Algorithm {
            digits: facts.policy.code_digits,
        },
        recipient: profile.address.clone(),
        issued_at: facts.now,
        expires_at: facts.now + facts.policy.code_lifetime,
        resend_at: facts.limits.next_issue_after(&facts.policy, facts.now),
        attempts_left: facts.policy.guesses_per_code,
        setup_expires_at: facts.now + facts.policy.setup_lifetime,
    })
}
