//! What is wrong with a bundle, in words for whoever asked.

use thiserror::Error;

use crate::NoteError;

/// The first thing that is wrong. Positions are places in the log, from 1.
#[derive(Debug, Error)]
pub enum Finding {
    /// The bytes of the file are not those that were written.
    #[error("tampered: the bundle is damaged: {what}")]
    Damaged {
        /// How that shows.
        what: &'static str,
    },
    /// What stands at a position is not what the tree has there.
    #[error("tampered: the event at position {position} is not the one that was signed")]
    Changed {
        /// Which.
        position: u64,
    },
    /// A position is left out, or comes twice.
    #[error("tampered: the event at position {position} is missing; position {found} stands there")]
    Missing {
        /// Which should come.
        position: u64,
        /// Which comes.
        found: u64,
    },
    /// An event claims to be older than the one before it.
    #[error(
        "tampered: the event at position {position} claims an earlier time than the one before"
    )]
    BackDated {
        /// Which.
        position: u64,
    },
    /// Events and tree agree with each other, and not with what was signed.
    #[error("tampered: the events from position {from} to {to} are not those that were signed")]
    Rewritten {
        /// The first that may be wrong.
        from: u64,
        /// The last.
        to: u64,
    },
    /// In an account's bundle: one of its events is left out.
    #[error("tampered: event {version} of the account is missing before position {position}")]
    MissingOfAccount {
        /// Its number among the account's events, from 1.
        version: u64,
        /// Where the next one stands.
        position: u64,
    },
    /// In an account's bundle: an event of another account, or of none.
    #[error("tampered: the event at position {position} is not the account's")]
    OfAnother {
        /// Which.
        position: u64,
    },
    /// In an account's bundle: the proof does not lead from the event to what was signed.
    #[error("tampered: the event at position {position} is not in the log that was signed")]
    NotInLog {
        /// Which.
        position: u64,
    },
    /// Two checkpoints that the log signed contradict each other.
    #[error(
        "inconsistent: the log signed another history up to position {size} before: nothing is \
         certain after position {after}"
    )]
    Inconsistent {
        /// The last position on which all agree.
        after: u64,
        /// Of the checkpoint that is contradicted.
        size: u64,
    },
    /// No key that is known vouches for it.
    #[error("unsigned: {source}")]
    Unsigned {
        /// Why.
        source: NoteError,
    },
    /// A witness that was asked for does not vouch for it.
    #[error("unsigned: the witness {witness} has not cosigned it")]
    NotCosigned {
        /// Its name.
        witness: String,
        /// Why.
        source: NoteError,
    },
    /// The file ends before the bundle does.
    #[error("truncated: the file ends after {events} events, before the bundle does")]
    CutOff {
        /// How many were there.
        events: u64,
    },
    /// The log had more events than it has now.
    #[error("truncated: the events from position {from} to {to} were signed and are not there")]
    Truncated {
        /// The first that is missing.
        from: u64,
        /// The last.
        to: u64,
    },
    /// Events for which no signature vouches yet; all before them is as it was signed.
    #[error(
        "not yet signed: the events from position {from} to {to} are not covered by a signature"
    )]
    UnsignedTail {
        /// The first.
        from: u64,
        /// The last.
        to: u64,
    },
}

impl Finding {
    /// In one word: `tampered`, `inconsistent`, `unsigned`, `truncated` or `unsigned_tail`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.class().0
    }

    /// The exit code of `countersign audit verify`: 10 tampered, 11 inconsistent, 12 unsigned,
    /// 13 truncated, 14 a tail that is not yet signed.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.class().1
    }

    /// The first position that is wrong, where one can be told.
    #[must_use]
    pub fn position(&self) -> Option<u64> {
        match self {
            Self::Changed { position }
            | Self::Missing { position, .. }
            | Self::BackDated { position }
            | Self::MissingOfAccount { position, .. }
            | Self::OfAnother { position }
            | Self::NotInLog { position } => Some(*position),
            Self::Rewritten { from, .. }
            | Self::Truncated { from, .. }
            | Self::UnsignedTail { from, .. } => Some(*from),
            Self::Inconsistent { after, .. } => Some(after + 1),
            Self::Damaged { .. }
            | Self::Unsigned { .. }
            | Self::NotCosigned { .. }
            | Self::CutOff { .. } => None,
        }
    }

    fn class(&self) -> (&'static str, u8) {
        match self {
            Self::Damaged { .. }
            | Self::Changed { .. }
            | Self::Missing { .. }
            | Self::BackDated { .. }
            | Self::Rewritten { .. }
            | Self::MissingOfAccount { .. }
            | Self::OfAnother { .. }
            | Self::NotInLog { .. } => ("tampered", 10),
            Self::Inconsistent { .. } => ("inconsistent", 11),
            Self::Unsigned { .. } | Self::NotCosigned { .. } => ("unsigned", 12),
            Self::CutOff { .. } | Self::Truncated { .. } => ("truncated", 13),
            Self::UnsignedTail { .. } => ("unsigned_tail", 14),
        }
    }
}
