//! Points at which a test ends the process, as `kill -9` or a power cut would: between two things
//! that no transaction ties together.
//!
//! Nothing in the binary `countersign` arms one; its twin in the tests' package does.

use std::{
    str::FromStr,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use rustix::process::{Signal, getpid, kill_process};

/// A point between two steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopPoint {
    /// Events are committed; nobody was answered or woken.
    AppendCommitted,
    /// JetStream has taken a message; the relay has not moved on.
    Published,
    /// The mail server has taken a mail; nothing of ours says so.
    MailTaken,
    /// A projection's rows are written and not committed.
    RowsWritten,
    /// A checkpoint is signed; nobody knows of it.
    CheckpointSigned,
    /// A checkpoint is kept; nobody was told.
    CheckpointKept,
}

/// There is no point of this name.
#[derive(Debug, thiserror::Error)]
#[error("there is no stop point {0}")]
pub struct NoSuchStopPoint(String);

/// The point that is armed, and how often it is still passed.
static ARMED: OnceLock<(StopPoint, AtomicU32)> = OnceLock::new();

/// From now on the process ends when it passes this point for the n-th time, counted from 1. Only
/// the first call counts.
pub fn arm(point: StopPoint, pass: u32) {
    let _ = ARMED.set((point, AtomicU32::new(pass)));
}

impl StopPoint {
    /// Every point.
    pub const ALL: &'static [Self] = &[
        Self::AppendCommitted,
        Self::Published,
        Self::MailTaken,
        Self::RowsWritten,
        Self::CheckpointSigned,
        Self::CheckpointKept,
    ];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AppendCommitted => "append-committed",
            Self::Published => "published",
            Self::MailTaken => "mail-taken",
            Self::RowsWritten => "rows-written",
            Self::CheckpointSigned => "checkpoint-signed",
            Self::CheckpointKept => "checkpoint-kept",
        }
    }

    /// The process is here.
    pub(crate) fn pass(self) {
        let Some((_, passes)) = ARMED.get().filter(|(armed, _)| *armed == self) else {
            return;
        };
        if passes.fetch_sub(1, Ordering::Relaxed) == 1 {
            // Nobody can refuse this signal, and no destructor runs.
            let _ = kill_process(getpid(), Signal::KILL);
        }
    }
}

impl FromStr for StopPoint {
    type Err = NoSuchStopPoint;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let mut points = Self::ALL.iter().copied();
        points
            .find(|point| point.as_str() == name)
            .ok_or_else(|| NoSuchStopPoint(name.to_owned()))
    }
}
