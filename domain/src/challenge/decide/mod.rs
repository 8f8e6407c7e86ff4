//! What may happen in a challenge. One file a step, in the order of the steps.

mod guards;

mod open;
mod issue;
mod confirm;
mod end;

use std::mem;

use cqrs_es::{Aggregate, event_sink::EventSink};

use super::{Challenge, ChallengeCommand, ChallengeEvent};
use crate::{Codes, Decider, Delivery, Facts, IssuedCode, Refusal, Rejection};

impl Challenge {
    /// The events a command leads to, or why it is refused. No events: it was done before.
    pub fn decide(
        &self,
        command: &ChallengeCommand,
        facts: &Facts,
    ) -> Result<Vec<ChallengeEvent>, Refusal> {
        use ChallengeCommand as C;
        match command {
            C::Open {
                challenge_id,
                account_id,
                purpose,
                action,
                nonce,
            } => self.open(
                (*challenge_id, account_id),
                (*purpose, action.as_ref()),
                *nonce,
                facts,
            ),
            C::IssueCode { nonce } => self.issue_code(*nonce, facts),
            C::ConfirmCode { guess } => self.confirm_code(guess, facts),
            C::Cancel => self.cancel(facts),
            C::Expire => Ok(self.expire(facts.now)),
            C::RecordSent { number } => {
                let event = ChallengeEvent::CodeSent { number: *number };
                Ok(self.record(*number, Delivery::Sent, event))
            }
            C::RecordNotSent { number, reason } => {
                let event = ChallengeEvent::CodeNotSent {
                    number: *number,
                    reason: *reason,
                };
                Ok(self.record(*number, Delivery::NotSent, event))
            }
        }
    }
}

impl Decider for Challenge {
    fn recorded_refusal(&self, events: &[ChallengeEvent], facts: &Facts) -> Option<Refusal> {
        let rejected = events.iter().find_map(|event| match event {
            ChallengeEvent::CodeRejected {
                rejection,
                attempts_left,
                ..
            } => Some((*rejection, *attempts_left)),
            _ => None,
        });
        let newest = self.codes().and_then(Codes::newest);
        let locked = events.contains(&ChallengeEvent::ChallengeLocked {});
        rejected.map(|(rejection, attempts_left)| match (rejection, newest) {
            (Rejection::Superseded, Some(newest)) => Refusal::SupersededCode {
                attempts_left,
                newer_code_sent_at: newest.issued_at,
            },
            _ => Refusal::WrongCode {
                attempts_left: if locked { 0 } else { attempts_left },
                locked_until: locked.then(|| facts.now + facts.policy.code_lock),
            },
        })
    }

    fn newest_code(&self) -> Option<&IssuedCode> {
        match self {
            Self::AwaitingCode { codes, .. } => codes.newest(),
            _ => None,
        }
    }
}

impl Aggregate for Challenge {
    const TYPE: &'static str = "challenge";
    type Command = ChallengeCommand;
    type Event = ChallengeEvent;
    type Error = Refusal;
    type Services = Facts;

    async fn handle(
        &mut self,
        command: ChallengeCommand,
        facts: &Facts,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        for event in self.decide(&command, facts)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: ChallengeEvent) {
        *self = mem::take(self).evolve(event);
    }
}
