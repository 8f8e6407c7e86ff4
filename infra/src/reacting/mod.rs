//! Reacting: makes what a handler says happen once.
//!
//! A handler in `countersign_handlers` says what follows from an event; here it is done. Whoever
//! brings the event, a NATS message, the sweep or a redrive, it is answered through
//! [`Reactions::answer`], and the delivery's row in PostgreSQL sees to it that one instance at a
//! time is at it and that an answered event stays answered.

mod answer;
mod delivery;
mod mail;
mod mail_limits;

mod sweep;

pub mod dead_letters;

use std::sync::Arc;

use countersign_domain::StreamId;
use countersign_handlers::{Brand, Handler, Unanswerable};
use thiserror::Error;
use tokio::sync::Notify;

pub use mail_limits::MailLimits;
pub use sweep::sweep;

pub(crate) use delivery::LEASE;

use crate::{
    mailing::Mailer,
    store::{ExecuteError, Failure, Store},
};

/// What all handlers share.
pub struct Reactions {
    store: Arc<Store>,
    mailer: Mailer,
    brand: Brand,
    limits: MailLimits,
    missed: Notify,
}

/// What became of an event that was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// It is answered, now or before, or given up: bring it no more.
    Settled,
    /// Not yet: bring it again after so many seconds.
    Later {
        /// From now.
        seconds: u64,
    },
}

/// Why an event could not be answered, this time or ever.
#[derive(Debug, Error)]
enum AnswerError {
    /// The handler cannot say what follows.
    #[error("the handler cannot say what follows")]
    Unanswerable(#[from] Unanswerable),
    /// The mail server refused a mail that nobody is told of.
    #[error("the mail was refused")]
    Refused(#[source] crate::mailing::NotHandedOver),
    /// The event, or what it is about, cannot be read.
    #[error("the event cannot be read")]
    Unreadable(#[from] countersign_domain::Unreadable),
    /// The mail server could not take it for now.
    #[error("the mail could not be handed over")]
    ForNow(#[source] crate::mailing::NotHandedOver),
    /// The command that follows was not done.
    #[error("the command that follows was not done")]
    Command(#[from] ExecuteError),
    /// Something of ours is away.
    #[error("what the handler needs is away")]
    Failed(#[from] Failure),
}

impl Reactions {
    /// What all handlers share.
    #[must_use]
    pub fn new(store: Arc<Store>, mailer: Mailer, brand: Brand, limits: MailLimits) -> Self {
        Self {
            store,
            mailer,
            brand,
            limits,
            missed: Notify::new(),
        }
    }

    /// Messages may have got lost on their way, or none come: the sweep looks for what they would
    /// have brought, without waiting for its minute or NATS for its acknowledgements.
    pub fn sweep_soon(&self) {
        self.missed.notify_one();
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }
}

impl AnswerError {
    /// Whether trying again cannot help.
    fn is_for_good(&self) -> bool {
        match self {
            Self::Unanswerable(_) | Self::Refused(_) | Self::Unreadable(_) => true,
            Self::Failed(failure) => matches!(failure, Failure::Unreadable(_)),
            Self::ForNow(_) | Self::Command(_) => false,
        }
    }
}

/// Whether the handler listens to this event.
fn listens(handler: &Handler, stream: &StreamId, event_type: &str) -> bool {
    handler.aggregate_type == stream.aggregate_type && handler.event_type == event_type
}
