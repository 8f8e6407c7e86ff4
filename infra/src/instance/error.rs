//! Why an instance does not run.

use std::io;

use thiserror::Error;

use crate::{
    keys::KeyError,
    mailing::MailerError,
    nats::NatsUrlError,
    store::{Failure, database::DatabaseUrlError},
};

/// Why an instance does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A listener has no address.
    #[error("a listener does not listen")]
    Listener(#[from] io::Error),
    /// The database's URL is none.
    #[error("PostgreSQL cannot be used")]
    DatabaseUrl(#[from] DatabaseUrlError),
    /// PostgreSQL turned us away.
    #[error("PostgreSQL cannot be used")]
    Database(#[source] sqlx::Error),
    /// PostgreSQL did not answer in time.
    #[error("PostgreSQL did not answer within {seconds} seconds")]
    Away {
        /// How long it was waited for.
        seconds: u64,
        /// What came of the last try.
        source: sqlx::Error,
    },
    /// The schema is none, or of another version.
    #[error("the schema is not of this version: run `countersign migrate`")]
    NotMigrated,
    /// The master key is another one than the database's, or a key is damaged.
    #[error("the keys do not open")]
    Keys(#[source] KeyError),
    /// Something else.
    #[error("the database could not be looked at")]
    Failed(#[source] Failure),
    /// NATS cannot be used.
    #[error("NATS cannot be used")]
    Nats(#[from] NatsUrlError),
    /// The witness cannot be asked.
    #[error("no HTTP client can be made")]
    Client(#[source] reqwest::Error),
    /// Mails cannot go anywhere.
    #[error("mails cannot be sent")]
    Mailer(#[from] MailerError),
}

/// A part of an instance ended by itself.
#[derive(Debug, Error)]
#[error("{part} ended unexpectedly")]
pub struct PartEnded {
    /// Which.
    pub part: &'static str,
}
