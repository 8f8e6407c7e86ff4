//! One attempt at a command: decide on what is known, and append.

use countersign_domain::{Decider, PasswordHash, Refusal, StreamId};
use cqrs_es::{DomainEvent, event_sink::EventSink};
use tracing::{Instrument, Span};

use super::{
    ExecuteError, Executed, Failure, IdempotencyKey, Loaded, Prepare, Prepared, Store, Submission,
    append::Fate,
    decision::{Decision, count},
    idempotency::{self, Outcome},
    recent::Known,
};
use crate::traces;

/// What was decided on, and what comes of it.
struct Decided<A: Decider> {
    /// What was decided on; the state is the one after the events.
    loaded: Loaded<A>,
    events: Result<Vec<A::Event>, Refusal>,
    password_hash: Option<PasswordHash>,
}

impl Store {
    /// One decision and its append; `None` where somebody else was faster.
    pub(super) async fn attempt<A: Decider>(
        &self,
        submission: &Submission<impl Prepare<A>>,
        stream: &StreamId,
        loaded: Loaded<A>,
    ) -> Result<Option<Executed<A>>, ExecuteError> {
        let key = submission.idempotency.as_ref();
        let decided = decide(submission, loaded).await?;
        let version = decided.loaded.version;
        match &decided.events {
            Err(refusal) => {
                let outcome = Outcome::Refused(refusal.clone());
                self.remember(key, &outcome, stream, version).await?;
                Err(refusal.clone().into())
            }
            Ok(events) if events.is_empty() => {
                self.remember(key, &Outcome::Unchanged, stream, version)
                    .await?;
                let Loaded { state, account, .. } = decided.loaded;
                Ok(Some(Executed {
                    state,
                    version,
                    account: account.ok_or(Refusal::NotFound)?,
                    changed: false,
                }))
            }
            Ok(_) => {
                self.commit(submission, stream, decided)
                    .instrument(append_span())
                    .await
            }
        }
    }

    /// The same on what is known from one's own last commit. `None` where it turned out stale, and
    /// where nothing would be appended, which would not show that it is.
    pub(super) async fn attempt_on_known<A: Decider>(
        &self,
        submission: &Submission<impl Prepare<A>>,
        stream: &StreamId,
        known: Known<A>,
    ) -> Result<Option<Executed<A>>, ExecuteError> {
        let loaded = self.load_known(known).await?;
        match decide(submission, loaded).await {
            Ok(decided)
                if decided
                    .events
                    .as_ref()
                    .is_ok_and(|events| !events.is_empty()) =>
            {
                self.commit(submission, stream, decided)
                    .instrument(append_span())
                    .await
            }
            Ok(_) | Err(ExecuteError::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn commit<A: Decider>(
        &self,
        submission: &Submission<impl Prepare<A>>,
        stream: &StreamId,
        decided: Decided<A>,
    ) -> Result<Option<Executed<A>>, ExecuteError> {
        let Loaded {
            state,
            version,
            account,
            facts,
            clock,
            ..
        } = decided.loaded;
        let events = decided.events?;
        let refusal = state.recorded_refusal(&events, &facts);
        let decision = Decision {
            account: account.ok_or(Refusal::NotFound)?,
            stream,
            version,
            events: &events,
            metadata: &submission.metadata,
            customer: submission.customer.as_ref(),
            password_hash: decided.password_hash,
        };
        let outcome = refusal.clone().map_or(Outcome::Done, Outcome::Refused);
        let key = submission.idempotency.as_ref();
        let (append, account) = decision.into_append(&facts, key, &outcome)?;
        let Fate::Won(position) = self.appender.append(append).await? else {
            return Ok(None);
        };
        log_append(position, &events);
        let version = version + count(&events);
        let known = Known {
            state: state.clone(),
            version,
            account: account.clone(),
            clock,
        };
        self.recent.keep(stream, known);
        match refusal {
            Some(refusal) => Err(refusal.into()),
            None => Ok(Some(Executed {
                state,
                version,
                account,
                changed: true,
            })),
        }
    }

    async fn remember(
        &self,
        key: Option<&IdempotencyKey>,
        outcome: &Outcome,
        stream: &StreamId,
        version: i64,
    ) -> Result<(), Failure> {
        if let Some(key) = key.filter(|_| outcome.is_remembered()) {
            idempotency::remember(&self.pool, key, outcome, stream, version).await?;
        }
        Ok(())
    }
}

fn append_span() -> Span {
    tracing::info_span!(target: traces::ONLY, "append")
}

/// For whoever follows a request, a reaction or a timer through the log lines. What is none of
/// these, such as an import, has a line of its own for all it does.
fn log_append(position: i64, events: &[impl DomainEvent]) {
    if !Span::current().is_none() {
        let events: Vec<String> = events.iter().map(DomainEvent::event_type).collect();
        tracing::info!(position, events = events.join(","), "appended");
    }
}

async fn decide<A: Decider>(
    submission: &Submission<impl Prepare<A>>,
    mut loaded: Loaded<A>,
) -> Result<Decided<A>, ExecuteError> {
    let Prepared {
        command,
        password_hash,
    } = submission.command.prepare(&loaded).await?;
    let sink = EventSink::default();
    let handled = loaded.state.handle(command, &loaded.facts, &sink).await;
    let events = match (handled, &loaded.account) {
        (Err(refusal), _) => Err(refusal),
        // Whoever is not known has nothing that a command could be about.
        (Ok(()), None) => Err(Refusal::NotFound),
        (Ok(()), Some(_)) => Ok(sink.collect().await),
    };
    Ok(Decided {
        loaded,
        events,
        password_hash,
    })
}
