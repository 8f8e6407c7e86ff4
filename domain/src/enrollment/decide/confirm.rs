//! What a guess leads to.

use crate::{
    Codes, Facts, IssuedCode, NoLiveCode, Refusal, Rejection, SubmittedCode,
    codes::{compare, no_live_code},
    enrollment::{Enrollment, EnrollmentEvent},
};

impl Enrollment {
    pub(super) fn confirm_code(
        &self,
        guess: &SubmittedCode,
        facts: &Facts,
    ) -> Result<Vec<EnrollmentEvent>, Refusal> {
        self.require_open(facts)?;
        let Self::AwaitingCode { setup, codes } = self else {
            return Err(self.wrong_state(facts.now));
        };
        self.require_unexpired(facts.now)?;
        require_same_mailbox(codes, facts)?;
        let contact = facts.account.contact.as_ref().ok_or(Refusal::Erased)?;
        let binding = |issued| setup.binding(issued, &contact.address);
        let (code, rejection) = compare(codes, guess, facts, binding)?;
        Ok(match rejection {
            None => vec![EnrollmentEvent::CodeConfirmed {
                number: code.number,
                address: code.recipient.clone(),
                setup_expires_at: facts.now + facts.policy.setup_lifetime,
            }],
            Some(rejection) => rejected(code, rejection, facts),
        })
    }
}

/// Another address of the account voids the code.
fn require_same_mailbox(codes: &Codes, facts: &Facts) -> Result<(), Refusal> {
    match codes.newest() {
        Some(code) if !code.is_for(&facts.account.account) => {
            Err(no_live_code(NoLiveCode::AddressChanged, facts))
        }
        _ => Ok(()),
    }
}

fn rejected(code: &IssuedCode, rejection: Rejection, facts: &Facts) -> Vec<EnrollmentEvent> {
    let mut events = vec![EnrollmentEvent::CodeRejected {
        number: code.number,
        rejection,
        attempts_left: code.attempts_left - 1,
    }];
    if rejection == Rejection::Wrong && facts.limits.next_wrong_code_locks(&facts.policy) {
        events.push(EnrollmentEvent::SetupLocked {});
    }
    events
}
