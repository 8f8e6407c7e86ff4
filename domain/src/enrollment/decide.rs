//! What may happen in an enrollment.

use std::mem;

use chrono::{DateTime, Utc};
use cqrs_es::{Aggregate, event_sink::EventSink};

use super::{
    Codes, Delivery, Ending, Enrollment, EnrollmentCommand, EnrollmentEvent, EnrollmentState,
    IssuedCode, Rejection, Setup,
};
use crate::{
    AccountId, Algorithm, Decider, EnrollmentId, Facts, Method, NoLiveCode, Nonce, Refusal,
    SubmittedCode,
};

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
            C::RecordSent { number } => {
                Ok(self.record(*number, EnrollmentEvent::CodeSent { number: *number }))
            }
            C::RecordNotSent { number, reason } => {
                let event = EnrollmentEvent::CodeNotSent {
                    number: *number,
                    reason: *reason,
                };
                Ok(self.record(*number, event))
            }
        }
    }

    fn start_setup(
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

    fn verify_password(
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

    fn issue_code(&self, nonce: Nonce, facts: &Facts) -> Result<Vec<EnrollmentEvent>, Refusal> {
        self.require_open(facts)?;
        let Self::AwaitingCode { codes, .. } = self else {
            return Err(self.wrong_state(facts.now));
        };
        self.require_unexpired(facts.now)?;
        let retry_at = facts.limits.next_issue_at(&facts.policy, facts.now);
        if retry_at > facts.now {
            return Err(Refusal::TooSoon { retry_at });
        }
        let number = codes.newest().map_or(0, |code| code.number) + 1;
        Ok(vec![issued(number, nonce, facts)?])
    }

    fn confirm_code(
        &self,
        guess: &SubmittedCode,
        facts: &Facts,
    ) -> Result<Vec<EnrollmentEvent>, Refusal> {
        self.require_open(facts)?;
        let Self::AwaitingCode { setup, codes } = self else {
            return Err(self.wrong_state(facts.now));
        };
        self.require_unexpired(facts.now)?;
        let code = comparable(codes, facts)?;
        if guess.digits() != code.algorithm.digits as usize {
            return Err(Refusal::MalformedCode {
                digits: code.algorithm.digits,
            });
        }
        match compare(setup, codes, guess, facts) {
            None => Err(no_live_code(NoLiveCode::KeyDestroyed, facts)),
            Some(Ok(())) => Ok(vec![EnrollmentEvent::CodeConfirmed {
                number: code.number,
                address: code.recipient.clone(),
                setup_expires_at: facts.now + facts.policy.setup_lifetime,
            }]),
            Some(Err(rejection)) => Ok(rejected(code, rejection, facts)),
        }
    }

    fn acknowledge(&self, facts: &Facts) -> Result<Vec<EnrollmentEvent>, Refusal> {
        self.require_started()?;
        facts.require_standing()?;
        match self {
            Self::Active { .. } => Ok(vec![]),
            Self::AwaitingAcknowledgement { .. } => {
                self.require_unexpired(facts.now)?;
                Ok(vec![EnrollmentEvent::EnrollmentActivated {}])
            }
            _ => Err(self.wrong_state(facts.now)),
        }
    }

    fn cancel(&self, facts: &Facts) -> Result<Vec<EnrollmentEvent>, Refusal> {
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
    fn expire(&self, now: DateTime<Utc>) -> Vec<EnrollmentEvent> {
        if self.has_run_out(now) {
            vec![EnrollmentEvent::SetupExpired {}]
        } else {
            vec![]
        }
    }

    /// What became of a mail is recorded once, but a mail that was given up may go after all.
    fn record(&self, number: u32, event: EnrollmentEvent) -> Vec<EnrollmentEvent> {
        let code = self
            .codes()
            .and_then(|codes| codes.0.iter().find(|c| c.number == number));
        match (code.map(|code| code.delivery), &event) {
            (Some(Delivery::Queued), _)
            | (Some(Delivery::NotSent), EnrollmentEvent::CodeSent { .. }) => vec![event],
            _ => vec![],
        }
    }

    fn require_started(&self) -> Result<(), Refusal> {
        self.setup().map(|_| ()).ok_or(Refusal::NotFound)
    }

    /// Started, of an account in good standing, and not locked for wrong codes. The lock comes
    /// before the state: who is locked out learns that, wherever the enrollment stands.
    fn require_open(&self, facts: &Facts) -> Result<(), Refusal> {
        self.require_started()?;
        facts.require_standing()?;
        facts.limits.require_no_code_lock(facts.now)
    }

    /// Between a setup's expiry and its timer nothing is accepted any more.
    fn require_unexpired(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.has_run_out(now) {
            Err(self.wrong_state(now))
        } else {
            Ok(())
        }
    }

    fn has_run_out(&self, now: DateTime<Utc>) -> bool {
        match self {
            Self::AwaitingPassword { setup }
            | Self::AwaitingCode { setup, .. }
            | Self::AwaitingAcknowledgement { setup, .. } => now >= setup.expires_at,
            Self::NotStarted | Self::Active { .. } | Self::Ended { .. } => false,
        }
    }

    fn wrong_state(&self, now: DateTime<Utc>) -> Refusal {
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

/// The code that a guess may be compared with.
fn comparable<'a>(codes: &'a Codes, facts: &Facts) -> Result<&'a IssuedCode, Refusal> {
    let code = codes
        .newest()
        .ok_or_else(|| no_live_code(NoLiveCode::NotIssued, facts))?;
    let address = facts
        .account
        .account
        .profile()
        .map(|profile| &profile.address);
    if address != Some(&code.recipient) {
        return Err(no_live_code(NoLiveCode::AddressChanged, facts));
    }
    if code.attempts_left == 0 {
        return Err(no_live_code(NoLiveCode::UsedUp, facts));
    }
    if facts.now >= code.expires_at {
        let resend_at = facts.limits.next_issue_at(&facts.policy, facts.now);
        return Err(Refusal::ExpiredCode { resend_at });
    }
    Ok(code)
}

/// Whether the guess is the newest code, or why it is not; `None` where that code's key is gone.
fn compare(
    setup: &Setup,
    codes: &Codes,
    guess: &SubmittedCode,
    facts: &Facts,
) -> Option<Result<(), Rejection>> {
    let recipient = &facts.account.contact.as_ref()?.address;
    let aggregate_id = setup.enrollment_id.to_string();
    let is = |code: &IssuedCode| {
        let binding = setup.binding(&aggregate_id, code, recipient);
        facts
            .code_keys
            .derive(&binding)
            .map(|code| code.matches(guess))
    };
    if is(codes.newest()?)? {
        return Some(Ok(()));
    }
    // Every earlier code is compared, so that the time taken does not tell which one it was.
    let superseded = codes
        .earlier()
        .iter()
        .filter(|code| code.algorithm.digits as usize == guess.digits())
        .fold(false, |found, code| found | is(code).unwrap_or(false));
    Some(Err(if superseded {
        Rejection::Superseded
    } else {
        Rejection::Wrong
    }))
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

fn issued(number: u32, nonce: Nonce, facts: &Facts) -> Result<EnrollmentEvent, Refusal> {
    let profile = facts.account.account.profile().ok_or(Refusal::NotFound)?;
    Ok(EnrollmentEvent::CodeIssued {
        number,
        nonce,
        key_id: facts.code_keys.current.clone(),
        algorithm: Algorithm {
            digits: facts.policy.code_digits,
        },
        recipient: profile.address.clone(),
        issued_at: facts.now,
        expires_at: facts.now + facts.policy.code_lifetime,
        resend_at: facts.limits.next_issue_after(&facts.policy, facts.now),
        attempts_left: facts.policy.guesses_per_code,
        setup_expires_at: facts.now + facts.policy.setup_lifetime,
    })
}

fn no_live_code(reason: NoLiveCode, facts: &Facts) -> Refusal {
    let resend_at = facts.limits.next_issue_at(&facts.policy, facts.now);
    Refusal::NoLiveCode { reason, resend_at }
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
