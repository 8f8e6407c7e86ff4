//! How the signer is doing.

use thiserror::Error;

/// How the signer of one instance is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignerStatus {
    /// It has not signed, or found signed, anything yet.
    Starting,
    /// The log is signed up to here.
    Following {
        /// The size of the newest checkpoint.
        position: i64,
    },
    /// PostgreSQL or NATS is away; it tries again.
    Away {
        /// What was missing.
        reason: String,
    },
    /// The log is not the one that was signed: nothing more is signed until an operator has looked.
    Refused(Refused),
}

/// Why the log cannot be signed on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// It is shorter than what was signed.
    #[error("the log ends at {head}; it was signed up to {signed}")]
    Shorter {
        /// Its end.
        head: i64,
        /// The size that was signed.
        signed: i64,
    },
    /// Something in it is not what was signed.
    #[error("the log is not the one that was signed up to {size}: {what}")]
    Differs {
        /// The size that was signed.
        size: i64,
        /// Where that shows.
        what: String,
    },
    /// What came since is not in order.
    #[error("the event at position {position} {what}")]
    OutOfOrder {
        /// Where.
        position: i64,
        /// What is wrong with it.
        what: &'static str,
    },
}
