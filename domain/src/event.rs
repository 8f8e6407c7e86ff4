//! Every event of every aggregate, as the log holds it.

use cqrs_es::{Aggregate, DomainEvent};
use thiserror::Error;

use crate::{
    Account, AccountEvent, Challenge, ChallengeEvent, Enrollment, EnrollmentEvent, StreamId,
    Written,
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
    /// Reads an event as it was written, by whichever schema version.
    pub fn read(stream: &StreamId, written: &Written<'_>) -> Result<Self, Unreadable> {
        match stream.aggregate_type.as_str() {
            Account::TYPE => written.read::<Account>(stream).map(Self::Account),
            Enrollment::TYPE => written.read::<Enrollment>(stream).map(Self::Enrollment),
            Challenge::TYPE => written.read::<Challenge>(stream).map(Self::Challenge),
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

    /// The version of the schema it is written by.
    #[must_use]
    pub fn event_version(&self) -> String {
        match self {
            Self::Account(event) => event.event_version(),
            Self::Enrollment(event) => event.event_version(),
            Self::Challenge(event) => event.event_version(),
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
    /// It was written by a schema version that is none we know: by a later release, in all
    /// likelihood.
    #[error(
        "an event of {stream} is {event_type} of schema version {version}, and the newest known \
         here is {newest}"
    )]
    Version {
        /// Where it stands.
        stream: StreamId,
        /// What it is called.
        event_type: String,
        /// The version, as it is stored.
        version: String,
        /// The newest that is known here.
        newest: &'static str,
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
