//! What may happen in an enrollment. One file a step, in the order of the steps.

mod guards;

mod setup;
mod password;
mod issue;
mod confirm;
mod disable;

use std::mem;

use cqrs_es::{Aggregate, event_sink::EventSink};

use super::{Enrollment, EnrollmentCommand, EnrollmentEvent, EnrollmentState};
use crate::{Codes, Decider, Delivery, Facts, IssuedCode, Refusal, Rejection};

impl Enrollment {
    /// The events a command leads to, or why it is refused. No events: it was done before.
    pub fn decide(
        &self,
        command: &EnrollmentCommand,
        facts: &Facts,
    ) -> Result<Vec<EnrollmentEvent>, Refusal> {
        use EnrollmentCommand as C;
        match command {
            C::StartSetup {
                enrollment_id,
                account_id,
                method,
            } => self.start_setup(*enrollment_id, account_id, *method, facts),
            C::VerifyPassword { matched, nonce } => self.verify_password(*matched, *nonce, facts),
            C::IssueCode { nonce } => self.issue_code(*nonce, facts),
            C::ConfirmCode { guess } => self.confirm_code(guess, facts),
            C::Acknowledge => self.acknowledge(facts),
            C::Cancel => self.cancel(facts),
            C::Expire => Ok(self.expire(facts.now)),
            C::Disable {
                matched,
                challenge_id,
            } => self.disable(*matched, *challenge_id, facts),
            C::RecordSent { number } => {
                let event = EnrollmentEvent::CodeSent { number: *number };
                Ok(self.record(*number, Delivery::Sent, event))
            }
            C::RecordNotSent { number, reason } => {
                let event = EnrollmentEvent::CodeNotSent {
                    number: *number,
                    reason: *reason,
                };
                Ok(self.record(*number, Delivery::NotSent, event))
            }
        }
    }
}

impl Decider for Enrollment {
    fn recorded_refusal(&self, events: &[EnrollmentEvent], facts: &Facts) -> Option<Refusal> {
        events.iter().find_map(|event| match event {
            EnrollmentEvent::PasswordRejected { attempts_left } => Some(Refusal::WrongPassword {
                attempts_left: *attempts_left,
                locked_until: (*attempts_left == 0).then(|| facts.now + facts.policy.password_lock),
            }),
            EnrollmentEvent::CodeRejected {
                rejection,
                attempts_left,
                ..
            } => Some(self.rejection(*rejection, *attempts_left, facts)),
            _ => None,
        })
    }

    fn newest_code(&self) -> Option<&IssuedCode> {
        match self {
            Self::AwaitingCode { codes, .. } => codes.newest(),
            _ => None,
        }
    }
}

impl Enrollment {
    fn rejection(&self, rejection: Rejection, attempts_left: u32, facts: &Facts) -> Refusal {
        let newest = self.codes().and_then(Codes::newest);
        let locked = self.state() == Some(EnrollmentState::Locked);
        match (rejection, newest) {
            (Rejection::Superseded, Some(newest)) => Refusal::SupersededCode {
                attempts_left,
                newer_code_sent_at: newest.issued_at,
            },
            _ => Refusal::WrongCode {
                attempts_left: if locked { 0 } else { attempts_left },
                locked_until: locked.then(|| facts.now + facts.policy.code_lock),
            },
        }
    }
}

impl Aggregate for Enrollment {
    const TYPE: &'static str = "enrollment";
    type Command = EnrollmentCommand;
    type Event = EnrollmentEvent;
    type Error = Refusal;
    type Services = Facts;

    async fn handle(
        &mut self,
        command: EnrollmentCommand,
        facts: &Facts,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        for event in self.decide(&command, facts)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: EnrollmentEvent) {
        *self = mem::take(self).evolve(event);
    }
}
