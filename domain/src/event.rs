//! Every event of every aggregate, as the log holds it.

use cqrs_es::{Aggregate, DomainEvent};
use thiserror::Error;

use crate::{
    Account, AccountEvent, Challenge, ChallengeEvent, Enrollment, EnrollmentEvent, StreamId,
};

/// One event of the log, whichever aggregate it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// An event of an account's own stream.
    Account(AccountEvent),
    /// An event of one of its enrollments.
    Enrollment(EnrollmentEvent),
    /// An event of one of its challenges.
    Challenge(ChallengeEvent),
}

impl Event {
    /// Reads an event as it was stored: `payload` is its JSON, tagged with its type.
    pub fn read(stream: &StreamId, payload: &str) -> Result<Self, Unreadable> {
        let unreadable = |source| Unreadable::Payload {
            stream: stream.clone(),
            source,
        };
        match stream.aggregate_type.as_str() {
            Account::TYPE => serde_json::from_str(payload)
                .map(Self::Account)
                .map_err(unreadable),
            Enrollment::TYPE => serde_json::from_str(payload)
                .map(Self::Enrollment)
                .map_err(unreadable),
            Challenge::TYPE => serde_json::from_str(payload)
                .map(Self::Challenge)
                .map_err(unreadable),
            _ => Err(Unreadable::Aggregate {
                stream: stream.clone(),
            }),
        }
    }

    /// The event's type, `CodeIssued` for one.
    #[must_use]
    pub fn event_type(&self) -> String {
        match self {
            Self::Account(event) => event.event_type(),
            Self::Enrollment(event) => event.event_type(),
            Self::Challenge(event) => event.event_type(),
        }
    }
}

/// An event that this version of the code cannot read.
#[derive(Debug, Error)]
pub enum Unreadable {
    /// Its aggregate is none we know.
    #[error("an event of {stream} is of an unknown aggregate")]
    Aggregate {
        /// Where it stands.
        stream: StreamId,
    },
    /// Its payload is no event of its aggregate.
    #[error("an event of {stream} has an unreadable payload")]
    Payload {
        /// Where it stands.
        stream: StreamId,
        /// What the reader stumbled over.
        source: serde_json::Error,
    },
}

impl From<AccountEvent> for Event {
    fn from(event: AccountEvent) -> Self {
        Self::Account(event)
    }
}

impl From<EnrollmentEvent> for Event {
    fn from(event: EnrollmentEvent) -> Self {
        Self::Enrollment(event)
    }
}

impl From<ChallengeEvent> for Event {
    fn from(event: ChallengeEvent) -> Self {
        Self::Challenge(event)
    }
}
