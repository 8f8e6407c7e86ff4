//! From what was decided to what is appended.

use std::mem;

use countersign_domain::{Account, AccountEvent, Event, Facts, Limits, PasswordHash, StreamId};
use cqrs_es::DomainEvent;

use super::{
    AccountRow, CustomerContext, Failure, IdempotencyKey, Metadata,
    append::{Answer, Append, AppendedEvent},
    idempotency::Outcome,
};
use crate::{entropy, traces};

/// The events a command leads to, and all that goes into the log with them.
pub(super) struct Decision<'a, E> {
    /// The account that was decided on.
    pub(super) account: AccountRow,
    /// The stream the events belong to.
    pub(super) stream: &'a StreamId,
    /// The events it had.
    pub(super) version: i64,
    pub(super) events: &'a [E],
    pub(super) metadata: &'a Metadata,
    pub(super) customer: Option<&'a CustomerContext>,
    pub(super) password_hash: Option<PasswordHash>,
}

impl<E: DomainEvent + Into<Event>> Decision<'_, E> {
    /// The append, and the account's row as it will be. What follows for the account as a whole,
    /// a lock, goes to the account's own stream in the same append.
    pub(super) fn into_append(
        self,
        facts: &Facts,
        key: Option<&IdempotencyKey>,
        outcome: &Outcome,
    ) -> Result<(Append, AccountRow), Failure> {
        let account_version = self.account.version;
        let metadata = serde_json::to_string(&self.metadata())?;
        let Self {
            mut account,
            stream,
            version,
            events,
            password_hash,
            ..
        } = self;
        let mut appended = Vec::with_capacity(events.len());
        for (version, event) in (version + 1..).zip(events) {
            appended.push(AppendedEvent::new(stream, version, event)?);
            account.count(stream, event.clone().into());
        }
        for event in account.limits.decide(&facts.policy, facts.now) {
            let stream = account.stream();
            appended.push(AppendedEvent::new(
                &stream,
                account.stream_version + 1,
                &event,
            )?);
            account.count(&stream, event.into());
        }
        account.version += count(&appended);
        let forgets = account.account == Account::Erased;
        if forgets {
            account.key = None;
            account.password_hash = None;
        } else if password_hash.is_some() {
            account.password_hash.clone_from(&password_hash);
        }
        let append = Append {
            account_id: account.account_id.to_string(),
            account_version,
            decided_at: facts.now,
            stream_version: account.stream_version,
            fold: Limits::FOLD_VERSION,
            account: serde_json::to_string(&account.account)?,
            limits: serde_json::to_string(&account.limits)?,
            password_hash,
            forgets,
            answer: key
                .map(|key| Answer::new(key, outcome, stream, version + count(events)))
                .transpose()?,
            metadata,
            events: appended,
        };
        Ok((append, account))
    }

    /// The trace under way goes on wherever the events are answered.
    fn metadata(&self) -> Metadata {
        let metadata = match traces::traceparent() {
            Some(traceparent) => self.metadata.clone().with(traces::TRACEPARENT, traceparent),
            None => self.metadata.clone(),
        };
        match (self.customer, &self.account.key) {
            (Some(customer), Some(key)) => {
                let provider = self
                    .account
                    .account
                    .profile()
                    .map(|profile| profile.mail_provider);
                metadata.with_customer(customer, key, provider)
            }
            _ => metadata,
        }
    }
}

impl AccountRow {
    fn count(&mut self, stream: &StreamId, event: Event) {
        self.limits = mem::take(&mut self.limits).evolve(stream, &event);
        if let Event::Account(event) = event {
            self.evolve(event);
        }
    }

    fn evolve(&mut self, event: AccountEvent) {
        self.account = mem::take(&mut self.account).evolve(event);
        self.stream_version += 1;
    }
}

impl AppendedEvent {
    fn new(stream: &StreamId, version: i64, event: &impl DomainEvent) -> Result<Self, Failure> {
        Ok(Self {
            event_id: entropy::new_id(),
            stream: stream.clone(),
            version,
            event_type: event.event_type(),
            event_version: event.event_version(),
            payload: serde_json::to_string(event)?,
        })
    }
}

impl Answer {
    fn new(
        key: &IdempotencyKey,
        outcome: &Outcome,
        stream: &StreamId,
        version: i64,
    ) -> Result<Self, Failure> {
        let outcome = serde_json::to_string(outcome)?;
        Ok(Self {
            key: key.clone(),
            outcome,
            stream: stream.clone(),
            version,
        })
    }
}

pub(super) fn count<T>(items: &[T]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}
