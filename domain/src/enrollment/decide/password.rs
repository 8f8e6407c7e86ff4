//! What keying in the password leads to.

use super::issue::issued;
use crate::{
    Facts, Nonce, Refusal,
    codes::require_issue,
    enrollment::{Enrollment, EnrollmentEvent},
};

impl Enrollment {
    pub(super) fn verify_password(
        &self,
        matched: bool,
        nonce: Nonce,
        facts: &Facts,
    ) -> Result<Vec<EnrollmentEvent>, Refusal> {
        self.require_open(facts)?;
        let Self::AwaitingPassword { .. } = self else {
            return Err(self.wrong_state(facts.now));
        };
        facts.limits.require_no_password_lock(facts.now)?;
        self.require_unexpired(facts.now)?;
        if !matched {
            return Ok(vec![password_rejected(facts)]);
        }
        let setup_expires_at = facts.now + facts.policy.setup_lifetime;
        let mut events = vec![EnrollmentEvent::PasswordVerified { setup_expires_at }];
        // Where the account has had its codes for now, the password still counts as verified: the
        // customer asks for the code later and need not key it in again.
        if require_issue(facts).is_ok() {
            events.push(issued(1, nonce, facts)?);
        }
        Ok(events)
    }
}

pub(super) fn password_rejected(facts: &Facts) -> EnrollmentEvent {
    let attempts_left = facts.limits.password_attempts_left(&facts.policy) - 1;
    EnrollmentEvent::PasswordRejected { attempts_left }
}
