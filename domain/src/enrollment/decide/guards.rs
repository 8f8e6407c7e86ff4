//! What has to hold before a command is looked at.

use chrono::{DateTime, Utc};

use crate::{
    Facts, Refusal,
    enrollment::{Ending, Enrollment},
};

impl Enrollment {
    pub(super) fn require_started(&self) -> Result<(), Refusal> {
        self.setup().map(|_| ()).ok_or(Refusal::NotFound)
    }

    /// Started, of an account in good standing, and not locked for wrong codes. The lock comes
    /// before the state: who is locked out learns that, wherever the enrollment stands.
    pub(super) fn require_open(&self, facts: &Facts) -> Result<(), Refusal> {
        self.require_started()?;
        facts.require_standing()?;
        facts.limits.require_no_code_lock(facts.now)
    }

    /// Between a setup's expiry and its timer nothing is accepted any more.
    pub(super) fn require_unexpired(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.has_run_out(now) {
            Err(self.wrong_state(now))
        } else {
            Ok(())
        }
    }

    /// Whether a setup's time is over, whether or not its timer has rung.
    #[must_use]
    pub fn has_run_out(&self, now: DateTime<Utc>) -> bool {
        match self {
            Self::AwaitingPassword { setup }
            | Self::AwaitingCode { setup, .. }
            | Self::AwaitingAcknowledgement { setup, .. } => now >= setup.expires_at,
            Self::NotStarted | Self::Active { .. } | Self::Ended { .. } => false,
        }
    }

    pub(super) fn wrong_state(&self, now: DateTime<Utc>) -> Refusal {
        match self.state() {
            None => Refusal::NotFound,
            Some(_) if self.has_run_out(now) => Refusal::WrongState {
                state: Ending::Expired.state(),
                enrollment_id: None,
            },
            Some(state) => Refusal::WrongState {
                state,
                enrollment_id: None,
            },
        }
    }
}
