//! What has to hold before a command is looked at.

use crate::{
    Codes, Facts, Refusal,
    challenge::{Challenge, ChallengeState, Demand},
};

impl Challenge {
    /// Opened, of an account in good standing, and not locked for wrong codes. The lock comes
    /// before the state: who is locked out learns that, wherever the challenge stands.
    pub(super) fn require_open(&self, facts: &Facts) -> Result<(), Refusal> {
        self.demand().ok_or(Refusal::NotFound)?;
        facts.require_standing()?;
        facts.limits.require_no_code_lock(facts.now)
    }

    /// What is asked for, as long as a code can still answer it: between a challenge's expiry and
    /// its timer nothing is accepted any more, nor is it once two-factor is off, or on by another
    /// enrollment.
    pub(super) fn require_awaiting_code(
        &self,
        facts: &Facts,
    ) -> Result<(&Demand, &Codes), Refusal> {
        match self {
            Self::AwaitingCode { demand, codes } if demand.is_standing(facts) => {
                Ok((demand, codes))
            }
            _ => Err(self.wrong_state()),
        }
    }

    fn wrong_state(&self) -> Refusal {
        let challenge_state = match self.state() {
            None => return Refusal::NotFound,
            Some(ChallengeState::AwaitingCode) => ChallengeState::Expired,
            Some(state) => state,
        };
        Refusal::WrongChallengeState { challenge_state }
    }
}

impl Demand {
    fn is_standing(&self, facts: &Facts) -> bool {
        let protection = facts.limits.protection();
        facts.now < self.expires_at
            && protection.is_some_and(|on| on.enrollment_id == self.enrollment_id)
    }
}
