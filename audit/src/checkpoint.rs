//! A checkpoint (C2SP tlog-checkpoint): which log, how many leaves, and the root over them.

use thiserror::Error;
use tlog_tiles::{checkpoint, tlog::Hash};

/// What is signed: the tree of a log at a size.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many leaves the tree has: the position of its last event.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// A text that is no checkpoint, or one with extension lines, which no log of ours writes.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("it is no checkpoint")]
pub struct NotACheckpoint;

impl Checkpoint {
    /// The text of the note: three lines.
    pub fn to_text(&self) -> Result<Vec<u8>, NotACheckpoint> {
        if self.origin.contains('\n') {
            return Err(NotACheckpoint);
        }
        let Self { origin, size, root } = self;
        let text = checkpoint::Checkpoint::new(origin, *size, *root, "");
        Ok(text.map_err(|_| NotACheckpoint)?.to_bytes())
    }

    /// What the text of a note says.
    pub fn from_text(text: &[u8]) -> Result<Self, NotACheckpoint> {
        let read = checkpoint::Checkpoint::from_bytes(text).map_err(|_| NotACheckpoint)?;
        let checkpoint = Self {
            origin: read.origin().to_owned(),
            size: read.size(),
            root: *read.hash(),
        };
        // In its one form only: no leading zeros, no extension.
        if checkpoint.to_text()? == text {
            Ok(checkpoint)
        } else {
            Err(NotACheckpoint)
        }
    }
}
