//! Switching two-factor off takes the password and a code, once more.

use super::password::password_rejected;
use crate::{
    ChallengeId, Facts, Refusal,
    enrollment::{Enrollment, EnrollmentEvent},
};

impl Enrollment {
    pub(super) fn disable(
        &self,
        matched: bool,
        challenge_id: ChallengeId,
        facts: &Facts,
    ) -> Result<Vec<EnrollmentEvent>, Refusal> {
        self.require_open(facts)?;
        let Self::Active { setup, .. } = self else {
            return Err(self.wrong_state(facts.now));
        };
        facts.limits.require_no_password_lock(facts.now)?;
        facts
            .limits
            .require_proof(challenge_id, setup.enrollment_id, facts.now)?;
        Ok(vec![if matched {
            EnrollmentEvent::EnrollmentDisabled { challenge_id }
        } else {
            password_rejected(facts)
        }])
    }
}
