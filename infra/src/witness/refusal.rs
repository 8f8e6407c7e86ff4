//! Why a checkpoint is not cosigned: what the log shows is refused, or something failed.

use std::fmt;

use countersign_audit::{Checkpoint, InvalidKey, Note, NoteError};
use thiserror::Error;

use super::clock::ClockUnset;
use crate::{data_folder::FolderError, fetching::FetchError};

/// Why a checkpoint is not cosigned.
#[derive(Debug, Error)]
pub(super) enum NotCosigned {
    #[error("what the log shows is refused")]
    Refused(#[from] Refusal),
    #[error("the log could not be followed")]
    Failed(#[from] Failure),
}

/// What is wrong with what the log shows.
#[derive(Debug, Error)]
pub(super) enum Refusal {
    #[error("it is no checkpoint that the log has signed")]
    Unsigned(#[source] NoteError),
    #[error("it has fewer events than were cosigned: {0}")]
    Smaller(Against),
    #[error("it has another root at the same size: {0}")]
    OtherRoot(Against),
    #[error("it did not grow out of what was cosigned: {0}")]
    WrongProof(Against),
}

/// Two checkpoints that do not go together, each signed by the log.
#[derive(Debug)]
pub(super) struct Against {
    pub(super) cosigned: Checkpoint,
    pub(super) shown: Box<Note>,
}

/// What went wrong, and may go right the next time.
#[derive(Debug, Error)]
pub(super) enum Failure {
    #[error("the log did not answer as it should")]
    Log(#[source] FetchError),
    #[error("the log's proof cannot be read")]
    Proof(#[source] serde_json::Error),
    #[error("the log sent another proof than was asked for")]
    OtherProof,
    #[error("what was cosigned cannot be kept")]
    Folder(#[from] FolderError),
    #[error("there is no time to sign with")]
    Clock(#[from] ClockUnset),
    #[error("there is no key to sign with")]
    Key(#[from] InvalidKey),
    #[error("what was being kept was cut off")]
    CutOff(#[from] tokio::task::JoinError),
}

impl Refusal {
    /// The two checkpoints, where they can never go together, whatever the log shows next.
    pub(super) fn contradiction(&self) -> Option<&Against> {
        match self {
            Self::OtherRoot(against) | Self::WrongProof(against) => Some(against),
            Self::Unsigned(_) | Self::Smaller(_) => None,
        }
    }
}

impl fmt::Display for Against {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cosigned, shown) = (&self.cosigned, self.shown.checkpoint());
        write!(
            f,
            "cosigned are {} events under {}, shown were {} under {}",
            cosigned.size, cosigned.root, shown.size, shown.root
        )
    }
}
