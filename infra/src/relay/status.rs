//! How the relay is doing.

/// How the relay of one instance is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayStatus {
    /// It has not looked at the stream yet.
    Starting,
    /// The stream is level with the log up to here.
    Following {
        /// The last position known to be in the stream.
        position: i64,
    },
    /// NATS or PostgreSQL is away; it tries again.
    Away {
        /// What was missing.
        reason: String,
    },
    /// The stream is ahead of the log, as after a restore of the database: nothing is published
    /// until an operator has decided what is true.
    Halted {
        /// What was found.
        reason: String,
    },
}
