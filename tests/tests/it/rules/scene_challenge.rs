//! The challenges of the one account in memory.

use chrono::TimeDelta;
use countersign_domain::{
    Challenge, ChallengeCommand, ChallengeEvent, ChallengeId, ChallengePurpose, Event, Refusal,
    StreamId,
};
use cqrs_es::test::{AggregateResultValidator, TestFramework};

use super::{
    given::{issued, mailbox, minute, started, verified},
    given_challenge::{asked, challenge, code_confirmed, code_issued, confirm_code},
    scene::{Outcome, Scene, numbered},
};

impl Scene {
    /// Two-factor is on, and a challenge was opened in minute 10 and expires in minute 25; its
    /// code 1 works until minute 20.
    pub(super) fn challenged(purpose: ChallengePurpose) -> Self {
        Self::active()
            .and_challenged(1, [asked(1, purpose, minute(10))])
            .and_challenged(1, [code_issued(1, minute(10))])
            .at(minute(10))
    }

    /// That code was confirmed in minute 12, which counts until minute 17.
    pub(super) fn passed(purpose: ChallengePurpose) -> Self {
        Self::challenged(purpose)
            .and_challenged(1, [code_confirmed(1, purpose, minute(12))])
            .at(minute(12))
    }

    /// More happened in the account's first, second, … challenge.
    pub(super) fn and_challenged(
        mut self,
        number: u8,
        events: impl IntoIterator<Item = ChallengeEvent>,
    ) -> Self {
        for event in events {
            self.append(challenge_stream(challenge(number)), event.into());
        }
        self
    }

    /// Another setup, with its first code just issued.
    pub(super) fn and_set_up_again(self, number: u8) -> Self {
        let at = self.now + TimeDelta::minutes(2);
        self.and_in(number, [started(number, at), verified(at), issued(1, at)])
            .at(at)
    }

    /// What the command would lead to in the account's first challenge.
    pub(super) fn when_challenged(
        &self,
        command: ChallengeCommand,
    ) -> AggregateResultValidator<Challenge> {
        self.when_challenged_in(1, command)
    }

    /// What the command would lead to in its first, second, … challenge.
    pub(super) fn when_challenged_in(
        &self,
        number: u8,
        command: ChallengeCommand,
    ) -> AggregateResultValidator<Challenge> {
        let stream = challenge_stream(challenge(number));
        let history = self.log.iter().filter(|(of, _)| *of == stream);
        let history = history.filter_map(|(_, event)| match event {
            Event::Challenge(event) => Some(event.clone()),
            Event::Account(_) | Event::Enrollment(_) => None,
        });
        TestFramework::<Challenge>::with(self.facts())
            .given(history.collect())
            .when(command)
    }

    /// Decides and appends, with what follows for the account as a whole.
    pub(super) fn submit_challenge(&mut self, number: u8, command: &ChallengeCommand) -> Outcome {
        let facts = self.facts();
        let id = challenge(number);
        let state = self.challenges.get(&id).cloned().unwrap_or_default();
        let events = state.decide(command, &facts)?;
        Ok(self.append_all(&challenge_stream(id), state, &events, &facts))
    }

    /// Enters a code in a challenge: the refusal, which most often was recorded.
    pub(super) fn answer(&mut self, number: u8, code: &str) -> Option<Refusal> {
        match self.submit_challenge(number, &confirm_code(code)) {
            Ok((_, refusal)) => refusal,
            Err(refusal) => Some(refusal),
        }
    }

    /// The code of that number of a challenge, as it was mailed.
    pub(super) fn challenge_code(&self, challenge_number: u8, number: u32) -> Option<String> {
        let state = self.challenges.get(&challenge(challenge_number))?;
        self.code_in_challenge(state, number)
    }

    pub(super) fn code_in_challenge(&self, state: &Challenge, number: u32) -> Option<String> {
        let issued = numbered(state.codes()?, number)?;
        let recipient = mailbox(&issued.recipient);
        let binding = state.demand()?.binding(issued, &recipient);
        let code = self.code_keys.derive(&binding)?;
        Some(code.expose().to_owned())
    }
}

pub(super) fn challenge_stream(id: ChallengeId) -> StreamId {
    StreamId::new("challenge", id.to_string())
}
