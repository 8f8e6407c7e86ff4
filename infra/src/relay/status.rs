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
        /// Which.
        server: Server,
        /// What was missing.
        reason: String,
        /// The last position that was known to be in the stream.
        position: Option<i64>,
    },
    /// The stream is ahead of the log, as after a restore of the database: nothing is published
    /// until an operator has decided what is true.
    Halted {
        /// What was found.
        reason: String,
    },
}

/// What a relay stands between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// Where the log is.
    PostgreSql,
    /// Where the stream is.
    Nats,
}

impl RelayStatus {
    /// The last position known to be in the stream, as far as any is.
    #[must_use]
    pub fn position(&self) -> Option<i64> {
        match self {
            Self::Following { position } => Some(*position),
            Self::Away { position, .. } => *position,
            Self::Starting | Self::Halted { .. } => None,
        }
    }
}
