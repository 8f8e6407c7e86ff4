//! What keying in the password leads to.

use super::issue::issued;
use crate::{
    Facts, Nonce, Refusal,
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
            let attempts_left = facts.limits.password_attempts_left(&facts.policy) - 1;
            return Ok(vec![EnrollmentEvent::PasswordRejected { attempts_left }]);
        }
        let setup_expires_at = facts.now + facts.policy.setup_lifetime;
        let mut events = vec![EnrollmentEvent::PasswordVerified { setup_expires_at }];
        // Where the account has had its codes for now, the password still counts as verified: the
        // customer asks for the code later and need not key it in again.
        if facts.limits.next_issue_at(&facts.policy, facts.now) <= facts.now {
            events.push(issued(1, nonce, facts)?);
        }
        Ok(events)
    }
}
