//! How a challenge begins. Whether a code is asked for at all is decided here and nowhere else.

use crate::{
    AccountId, Action, ChallengeId, ChallengePurpose, Facts, Nonce, Refusal,
    challenge::{Challenge, ChallengeEvent},
    codes::{issue, require_issue},
};

impl Challenge {
    pub(super) fn open(
        &self,
        (challenge_id, account_id): (ChallengeId, &AccountId),
        (purpose, action): (ChallengePurpose, Option<&Action>),
        nonce: Nonce,
        facts: &Facts,
    ) -> Result<Vec<ChallengeEvent>, Refusal> {
        facts.require_standing()?;
        if let Some(challenge_state) = self.state() {
            return Err(Refusal::WrongChallengeState { challenge_state });
        }
        let Some(protection) = facts.limits.protection() else {
            let setting_up = facts.limits.require_no_enrollment(facts.now).is_err();
            return Err(Refusal::NotRequired { setting_up });
        };
        facts.limits.require_no_code_lock(facts.now)?;
        facts.limits.require_challenge(&facts.policy, facts.now)?;
        let challenge_expires_at = facts.now + facts.policy.challenge_lifetime;
        let mut events = vec![ChallengeEvent::ChallengeOpened {
            challenge_id,
            account_id: account_id.clone(),
            purpose,
            action: action.cloned(),
            enrollment_id: protection.enrollment_id,
            address: protection.proven.clone(),
            opened_at: Some(facts.now),
            challenge_expires_at,
        }];
        // Where the account has had its codes for now, the customer asks for one later.
        if require_issue(facts).is_ok() {
            events.push(ChallengeEvent::CodeIssued {
                code: issue(1, nonce, protection.proven.clone(), facts),
                challenge_expires_at,
            });
        }
        Ok(events)
    }
}
