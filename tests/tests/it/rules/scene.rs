//! One account in memory, with its enrollments and challenges, handled exactly as the store handles it.

use std::{collections::BTreeMap, mem, sync::Arc};

use chrono::{DateTime, Utc};
use countersign_domain::{
    Account, AccountCommand, AccountFacts, Challenge, ChallengeId, CodeKeys, Codes, Contact,
    Decider, Enrollment, EnrollmentCommand, EnrollmentEvent, EnrollmentId, Event, Facts,
    IssuedCode, Limits, PasswordHash, Policy, Refusal, Sealed, StreamId,
};
use cqrs_es::test::{AggregateResultValidator, TestFramework};

use super::given::{
    account_id, activated, code_keys, confirm, confirmed, enrollment, issued, mailbox, minute,
    opened, profile, registered, start, started, verified,
};

/// One account, everything that happened to it, and the clock.
#[derive(Clone)]
pub(super) struct Scene {
    pub(super) now: DateTime<Utc>,
    pub(super) policy: Policy,
    pub(super) code_keys: CodeKeys,
    pub(super) log: Vec<(StreamId, Event)>,
    pub(super) account: Account,
    pub(super) limits: Limits,
    pub(super) enrollments: BTreeMap<EnrollmentId, Enrollment>,
    pub(super) challenges: BTreeMap<ChallengeId, Challenge>,
    password_hash: Option<PasswordHash>,
}

/// What a command came to: what was appended, and the refusal that was recorded with it.
pub(super) type Outcome = Result<(Vec<Event>, Option<Refusal>), Refusal>;

impl Scene {
    /// Nobody is registered yet.
    pub(super) fn empty() -> Self {
        Self {
            now: start(),
            policy: Policy::default(),
            code_keys: code_keys(),
            log: Vec::new(),
            account: Account::default(),
            limits: Limits::default(),
            enrollments: BTreeMap::new(),
            challenges: BTreeMap::new(),
            password_hash: None,
        }
    }

    /// The account is registered and did nothing yet.
    pub(super) fn registered() -> Self {
        let mut scene = Self::empty().and([registered().into()]);
        scene.password_hash = Some(profile().password_hash);
        scene
    }

    /// Its first setup was started in minute 0 and expires in minute 30.
    pub(super) fn awaiting_password() -> Self {
        Self::registered().and_in(1, [started(1, minute(0))])
    }

    /// The password was verified in minute 1; code 1 works until minute 11, the setup until 31.
    pub(super) fn awaiting_code() -> Self {
        Self::awaiting_password()
            .and_in(1, [verified(minute(1)), issued(1, minute(1))])
            .at(minute(1))
    }

    /// Code 1 was confirmed in minute 3; the setup expires in minute 33.
    pub(super) fn awaiting_acknowledgement() -> Self {
        Self::awaiting_code()
            .and_in(1, [confirmed(1, minute(3))])
            .at(minute(3))
    }

    /// Two-factor is on.
    pub(super) fn active() -> Self {
        Self::awaiting_acknowledgement()
            .and_in(1, [activated()])
            .at(minute(4))
    }

    /// More happened to the account.
    pub(super) fn and(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        for event in events {
            self.append(account_stream(), event);
        }
        self
    }

    /// More happened in its first, second, … enrollment.
    pub(super) fn and_in(
        mut self,
        number: u8,
        events: impl IntoIterator<Item = EnrollmentEvent>,
    ) -> Self {
        for event in events {
            self.append(enrollment_stream(enrollment(number)), event.into());
        }
        self
    }

    /// The same at another time.
    pub(super) fn at(mut self, now: DateTime<Utc>) -> Self {
        self.now = now;
        self
    }

    /// What a decision may know now.
    pub(super) fn facts(&self) -> Facts {
        let contact = self.account.profile().map(|profile| Contact {
            address: mailbox(&profile.address),
            display_name: profile.display_name.as_ref().map(opened).map(str::to_owned),
            hosted_domains: profile
                .hosted_domains
                .iter()
                .map(opened)
                .map(str::to_owned)
                .collect(),
        });
        Facts {
            now: self.now,
            account: AccountFacts {
                account: self.account.clone(),
                contact,
                proven: self.limits.protection().map(|on| mailbox(on.proven)),
                password_hash: self.password_hash.clone(),
            },
            limits: self.limits.clone(),
            policy: Arc::new(self.policy.clone()),
            code_keys: Arc::new(self.code_keys.clone()),
        }
    }

    /// The mailbox that two-factor is on by.
    pub(super) fn protected_by(&self) -> Option<Sealed> {
        let protection = self.limits.protection();
        protection.map(|on| on.proven.clone())
    }

    /// What the command would lead to in the account's first enrollment.
    pub(super) fn when(&self, command: EnrollmentCommand) -> AggregateResultValidator<Enrollment> {
        self.when_in(1, command)
    }

    /// What the command would lead to in its first, second, … enrollment.
    pub(super) fn when_in(
        &self,
        number: u8,
        command: EnrollmentCommand,
    ) -> AggregateResultValidator<Enrollment> {
        let stream = enrollment_stream(enrollment(number));
        let history = self.log.iter().filter(|(of, _)| *of == stream);
        let history = history.filter_map(|(_, event)| match event {
            Event::Enrollment(event) => Some(event.clone()),
            Event::Account(_) | Event::Challenge(_) => None,
        });
        TestFramework::<Enrollment>::with(self.facts())
            .given(history.collect())
            .when(command)
    }

    /// What the command would lead to in the account's own stream.
    pub(super) fn when_account(
        &self,
        command: AccountCommand,
    ) -> AggregateResultValidator<Account> {
        let history = self.log.iter().filter_map(|(_, event)| match event {
            Event::Account(event) => Some(event.clone()),
            Event::Enrollment(_) | Event::Challenge(_) => None,
        });
        TestFramework::<Account>::with(self.facts())
            .given(history.collect())
            .when(command)
    }

    /// Decides and appends, with what follows for the account as a whole.
    pub(super) fn submit(&mut self, number: u8, command: &EnrollmentCommand) -> Outcome {
        let facts = self.facts();
        let id = enrollment(number);
        let state = self.enrollments.get(&id).cloned().unwrap_or_default();
        let events = state.decide(command, &facts)?;
        Ok(self.append_all(&enrollment_stream(id), state, &events, &facts))
    }

    /// The same in the account's own stream; a `Put` brings the password's hash along.
    pub(super) fn submit_account(&mut self, command: &AccountCommand) -> Outcome {
        let facts = self.facts();
        let state = self.account.clone();
        let events = state.decide(command, &facts)?;
        let done = self.append_all(&account_stream(), state, &events, &facts);
        match command {
            AccountCommand::Put(new) => self.password_hash = Some(new.password_hash.clone()),
            AccountCommand::Erase => self.password_hash = None,
            AccountCommand::Unlock => {}
        }
        Ok(done)
    }

    /// Enters a code in the first enrollment: the refusal, which most often was recorded.
    pub(super) fn enter(&mut self, code: &str) -> Option<Refusal> {
        match self.submit(1, &confirm(code)) {
            Ok((_, refusal)) => refusal,
            Err(refusal) => Some(refusal),
        }
    }

    /// The code of that number of an enrollment, as it was mailed.
    pub(super) fn code(&self, enrollment_number: u8, number: u32) -> Option<String> {
        let state = self.enrollments.get(&enrollment(enrollment_number))?;
        self.code_in(state, number)
    }

    fn code_in(&self, state: &Enrollment, number: u32) -> Option<String> {
        let issued = numbered(state.codes()?, number)?;
        let recipient = mailbox(&issued.recipient);
        let binding = state.setup()?.binding(issued, &recipient);
        let code = self.code_keys.derive(&binding)?;
        Some(code.expose().to_owned())
    }

    /// A guess that is no code of the account.
    pub(super) fn wrong_guess(&self) -> String {
        let codes: Vec<_> = (1..=20)
            .flat_map(|number| {
                let setups = self.enrollments.values();
                let setups = setups.filter_map(move |state| self.code_in(state, number));
                let challenges = self.challenges.values();
                setups.chain(
                    challenges.filter_map(move |state| self.code_in_challenge(state, number)),
                )
            })
            .collect();
        let mut guesses = (0..).map(|guess| format!("{guess:06}"));
        guesses
            .find(|guess| !codes.contains(guess))
            .expect("fewer than a million codes")
    }

    pub(super) fn append_all<D: Decider>(
        &mut self,
        stream: &StreamId,
        mut state: D,
        events: &[D::Event],
        facts: &Facts,
    ) -> (Vec<Event>, Option<Refusal>) {
        let before = self.log.len();
        for event in events {
            state.apply(event.clone());
            self.append(stream.clone(), event.clone().into());
        }
        if !events.is_empty() {
            for event in self.limits.decide(&facts.policy, facts.now) {
                self.append(account_stream(), event.into());
            }
        }
        let appended = self.log[before..].iter().map(|(_, event)| event.clone());
        (appended.collect(), state.recorded_refusal(events, facts))
    }

    pub(super) fn append(&mut self, stream: StreamId, event: Event) {
        self.limits = mem::take(&mut self.limits).evolve(&stream, &event);
        match event.clone() {
            Event::Account(event) => self.account = mem::take(&mut self.account).evolve(event),
            Event::Enrollment(event) => {
                let id = stream.aggregate_id.parse().expect("an enrollment's stream");
                let state = self.enrollments.entry(id).or_default();
                *state = mem::take(state).evolve(event);
            }
            Event::Challenge(event) => {
                let id = stream.aggregate_id.parse().expect("a challenge's stream");
                let state = self.challenges.entry(id).or_default();
                *state = mem::take(state).evolve(event);
            }
        }
        self.log.push((stream, event));
    }
}

pub(super) fn numbered(codes: &Codes, number: u32) -> Option<&IssuedCode> {
    codes.0.iter().find(|code| code.number == number)
}

pub(super) fn account_stream() -> StreamId {
    StreamId::new("account", account_id().as_str())
}

pub(super) fn enrollment_stream(id: EnrollmentId) -> StreamId {
    StreamId::new("enrollment", id.to_string())
}
