//! The ways a challenge ends without a right code.

use chrono::{DateTime, Utc};

use crate::{
    Facts, Refusal,
    challenge::{Challenge, ChallengeEvent},
};

impl Challenge {
    pub(super) fn cancel(&self, facts: &Facts) -> Result<Vec<ChallengeEvent>, Refusal> {
        self.demand().ok_or(Refusal::NotFound)?;
        facts.require_standing()?;
        self.require_awaiting_code(facts)?;
        Ok(vec![ChallengeEvent::ChallengeCancelled {}])
    }

    /// A timer that rings early, twice or for a challenge that went on leads to nothing.
    pub(super) fn expire(&self, now: DateTime<Utc>) -> Vec<ChallengeEvent> {
        if self.has_run_out(now) {
            vec![ChallengeEvent::ChallengeExpired {}]
        } else {
            vec![]
        }
    }
}
