//! What the operator has to know.

use countersign_domain::Unreadable;
use thiserror::Error;

use crate::keys::{KeyError, Unsealable};

/// Why something could not be done, through no fault of who asked.
#[derive(Debug, Error)]
pub enum Failure {
    /// PostgreSQL did not answer, or refused.
    #[error("the database did not do it")]
    Database(#[from] sqlx::Error),
    /// A key is not at hand.
    #[error("a key is not at hand")]
    Key(#[from] KeyError),
    /// Personal data does not open under its account's key.
    #[error("personal data of account {account_id} does not open")]
    Sealed {
        /// Whose.
        account_id: String,
        /// Why.
        source: Unsealable,
    },
    /// The log holds what this version of the code cannot read.
    #[error("the log cannot be read")]
    Unreadable(#[from] Unreadable),
    /// A state cannot be written or read as JSON.
    #[error("a stored state is not in its form")]
    Form(#[from] serde_json::Error),
    /// Others kept winning.
    #[error("lost to others {attempts} times in a row")]
    Contended {
        /// How often it was tried.
        attempts: u32,
    },
    /// A read did not catch up with what was committed before it.
    #[error("the projection {name} did not catch up within {seconds} seconds")]
    Lagging {
        /// Which.
        name: &'static str,
        /// How long the read waited.
        seconds: u64,
    },
    /// The log has a hole, or a reader was given one.
    #[error("after position {after} the log goes on at {found}")]
    Gap {
        /// The last position in order.
        after: i64,
        /// The one that came instead of the next.
        found: i64,
    },
    /// A replay ended before the end it was to reach.
    #[error("the replay ended after {found} of {expected} events")]
    Truncated {
        /// How many there are.
        expected: i64,
        /// How many were read.
        found: i64,
    },
    /// The instance is stopping.
    #[error("the instance is stopping")]
    Stopping,
}
