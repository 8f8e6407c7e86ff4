//! How a setup begins, and the ways it ends.

use chrono::{DateTime, Utc};

use crate::{
    AccountId, EnrollmentId, Facts, Method, Refusal,
    enrollment::{Enrollment, EnrollmentEvent},
};

impl Enrollment {
    pub(super) fn start_setup(
        &self,
        enrollment_id: EnrollmentId,
        account_id: &AccountId,
        method: Method,
        facts: &Facts,
    ) -> Result<Vec<EnrollmentEvent>, Refusal> {
        facts.require_standing()?;
        facts.limits.require_no_code_lock(facts.now)?;
        if let Some(state) = self.state() {
            return Err(Refusal::WrongState {
                state,
                enrollment_id: Some(enrollment_id),
            });
        }
        facts.limits.require_no_enrollment(facts.now)?;
        facts.limits.require_setup(&facts.policy, facts.now)?;
        Ok(vec![EnrollmentEvent::SetupStarted {
            enrollment_id,
            account_id: account_id.clone(),
            method,
            started_at: facts.now,
            setup_expires_at: facts.now + facts.policy.setup_lifetime,
        }])
    }

    pub(super) fn acknowledge(&self, facts: &Facts) -> Result<Vec<EnrollmentEvent>, Refusal> {
        self.require_started()?;
        facts.require_standing()?;
        match self {
            Self::Active { .. } => Ok(vec![]),
            Self::AwaitingAcknowledgement { setup, .. } => {
                self.require_unexpired(facts.now)?;
                Ok(vec![EnrollmentEvent::EnrollmentActivated {
                    method: setup.method,
                }])
            }
            _ => Err(self.wrong_state(facts.now)),
        }
    }

    pub(super) fn cancel(&self, facts: &Facts) -> Result<Vec<EnrollmentEvent>, Refusal> {
        self.require_started()?;
        facts.require_standing()?;
        match self {
            Self::NotStarted | Self::Active { .. } | Self::Ended { .. } => {
                Err(self.wrong_state(facts.now))
            }
            _ => {
                self.require_unexpired(facts.now)?;
                Ok(vec![EnrollmentEvent::SetupCancelled {}])
            }
        }
    }

    /// A timer that rings early, twice or for a setup that went on leads to nothing.
    pub(super) fn expire(&self, now: DateTime<Utc>) -> Vec<EnrollmentEvent> {
        if self.has_run_out(now) {
            vec![EnrollmentEvent::SetupExpired {}]
        } else {
            vec![]
        }
    }
}
