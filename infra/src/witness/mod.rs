//! The witness: a process of its own, which has the log prove that it only grows.
//!
//! It keeps the last checkpoint that it cosigned and cosigns another one only with a proof that this
//! one grew out of it. So whoever asks for its cosignature sees one history, whatever the keys of the
//! log are used for. It has no part of the service's: neither its database nor its keys.

mod clock;
mod doors;
mod key;
mod log;
mod refusal;
mod standing;
#[cfg(test)]
mod tests;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::Router;
use countersign_audit::{Note, NoteError, Proof, PublicKey};
use thiserror::Error;
use tokio::{
    sync::watch,
    task,
    time::{self, MissedTickBehavior},
};

pub use log::{Log, LogError};

use self::{
    doors::Shown,
    key::WitnessKey,
    refusal::{Against, Failure, NotCosigned, Refusal},
    standing::Standing,
};
use crate::{
    causes::with_causes,
    data_folder::{DataFolder, FolderError},
};

/// The last note that was cosigned.
const CHECKPOINT_FILE: &str = "checkpoint";

/// The first note that contradicted it, for whoever looks into it.
const CONTRADICTION_FILE: &str = "contradiction";

/// A witness of one log.
pub struct Witness {
    folder: Arc<DataFolder>,
    key: WitnessKey,
    log: Log,
    held: Option<Note>,
    shown: watch::Sender<Shown>,
}

/// Why a witness does not start.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The name fits no key.
    #[error("--name is no name of a key: it has no white space and no `+`")]
    Name,
    /// The key's file is damaged.
    #[error("witness.key holds no key: 32 bytes in base64")]
    NotAKey,
    /// The key is gone, and what it signed is not.
    #[error(
        "there is a checkpoint and no witness.key: restore the key, or begin with another folder"
    )]
    KeyLost,
    /// What was cosigned is damaged, or was cosigned under another key or name.
    #[error("the file `checkpoint` is not what this witness has cosigned under this name")]
    Checkpoint(#[source] NoteError),
    /// What was cosigned is of another log.
    #[error("the file `checkpoint` is of the log {of}, and the keys are of {origin}")]
    OtherLog {
        /// The log that was watched.
        of: String,
        /// The log that is to be watched.
        origin: String,
    },
}

impl Witness {
    /// The witness that keeps its key and what it cosigned in this folder.
    pub fn open(folder: DataFolder, name: &str, log: Log) -> Result<Self, OpenError> {
        let key = WitnessKey::read(&folder, name)?;
        let held = folder.read(CHECKPOINT_FILE)?;
        let key = match key {
            Some(key) => key,
            None if held.is_some() => return Err(OpenError::KeyLost),
            None => {
                let key = WitnessKey::generate(name)?;
                key.write(&folder)?;
                key
            }
        };
        let held = held
            .map(|text| own_note(text.as_bytes(), &key, log.origin()))
            .transpose()?;
        let contradiction = folder.read(CONTRADICTION_FILE)?;
        let contradiction = contradiction.map(|text| text.lines().next().unwrap_or("").to_owned());
        if let Some(reason) = &contradiction {
            tracing::error!(reason, "the log has contradicted itself before");
        }
        let (shown, _) = watch::channel(Shown {
            note: held.as_ref().map(Note::to_bytes),
            standing: Standing::new(Instant::now(), contradiction),
        });
        let folder = Arc::new(folder);
        Ok(Self {
            folder,
            key,
            log,
            held,
            shown,
        })
    }

    /// What is public of its key.
    #[must_use]
    pub fn vkey(&self) -> &PublicKey {
        self.key.public()
    }

    /// What it shows to anybody: `/checkpoint`, `/vkey`, `/healthz`.
    pub fn router(&self) -> Router {
        doors::router(self.shown.subscribe(), self.vkey())
    }

    /// Looks at the log again and again, for ever.
    pub async fn run(mut self, interval: Duration) {
        let mut ticks = time::interval(interval);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.look().await;
        }
    }

    /// Looks at the log once.
    pub async fn look(&mut self) {
        let looked = self.follow().await;
        if let Err(NotCosigned::Refused(refusal)) = &looked {
            self.keep_evidence(refusal).await;
        }
        let now = Instant::now();
        let standing = |shown: &mut Shown| match &looked {
            Ok(()) => shown.standing.is_followed(now),
            Err(why) => shown.standing.is_not_followed(now, why),
        };
        self.shown.send_modify(standing);
    }

    async fn follow(&mut self) -> Result<(), NotCosigned> {
        let note = self.log.checkpoint().await?;
        let Some(held) = &self.held else {
            return match note.checkpoint().size {
                0 => Ok(()),
                _ => self.cosign(note).await,
            };
        };
        let (from, to) = (held.checkpoint().clone(), note.checkpoint().clone());
        let against = |note| Against {
            cosigned: from.clone(),
            shown: Box::new(note),
        };
        if to.size < from.size {
            return Err(Refusal::Smaller(against(note)).into());
        }
        if to.size == from.size {
            return match () {
                () if to.root != from.root => Err(Refusal::OtherRoot(against(note)).into()),
                () if self.has_cosigned(&note)? => Ok(()),
                // Signed by other keys of the log's than before.
                () => self.cosign(note).await,
            };
        }
        let proof = self.log.consistency(&from, &to).await?;
        match Proof::check_consistency(&proof, (from.size, from.root), (to.size, to.root)) {
            Ok(()) => self.cosign(note).await,
            Err(_) => Err(Refusal::WrongProof(against(note)).into()),
        }
    }

    /// Cosigns, keeps, and then shows. What was shown is never forgotten, whenever this ends.
    async fn cosign(&mut self, mut note: Note) -> Result<(), NotCosigned> {
        let key = self.key.at(clock::now_seconds().map_err(Failure::Clock)?);
        note.cosign(&key.map_err(Failure::Key)?)
            .map_err(Refusal::Unsigned)?;
        let bytes = note.to_bytes();
        // The log can have filled it with signatures until there is no room for another one.
        let read = Note::from_bytes(&bytes).map_err(Refusal::Unsigned)?;
        self.write(CHECKPOINT_FILE, bytes.clone()).await?;
        tracing::debug!(size = read.checkpoint().size, "cosigned");
        self.held = Some(read);
        self.shown.send_modify(|shown| shown.note = Some(bytes));
        Ok(())
    }

    /// Whether it is the note that is held, but for our cosignature: the same key at the same time
    /// makes the same one.
    fn has_cosigned(&self, note: &Note) -> Result<bool, NotCosigned> {
        let Some(held) = &self.held else {
            return Ok(false);
        };
        let cosigned = held.require_cosigned(self.vkey());
        let at = cosigned.map_err(Refusal::Unsigned)?.at_seconds;
        let mut again = Note::from_bytes(&note.to_bytes()).map_err(Refusal::Unsigned)?;
        let key = self.key.at(at).map_err(Failure::Key)?;
        again.cosign(&key).map_err(Refusal::Unsigned)?;
        Ok(again.to_bytes() == held.to_bytes())
    }

    /// Keeps the first two notes that contradict each other: signed by the log, they prove it.
    async fn keep_evidence(&self, refusal: &Refusal) {
        let Some((against, held)) = refusal.contradiction().zip(self.held.as_ref()) else {
            return;
        };
        if self.folder.path().join(CONTRADICTION_FILE).exists() {
            return;
        }
        let reason = with_causes(refusal);
        let mut text = format!("{reason}\n\ncosigned:\n\n").into_bytes();
        text.extend(held.to_bytes());
        text.extend(b"\nshown:\n\n");
        text.extend(against.shown.to_bytes());
        if let Err(failure) = self.write(CONTRADICTION_FILE, text).await {
            let error = with_causes(&failure);
            tracing::error!(error, "what contradicts itself cannot be kept");
        }
    }

    async fn write(&self, name: &'static str, bytes: Vec<u8>) -> Result<(), Failure> {
        let folder = Arc::clone(&self.folder);
        Ok(task::spawn_blocking(move || folder.write(name, bytes)).await??)
    }
}

/// The note that we cosigned, of the log of this name.
fn own_note(bytes: &[u8], key: &WitnessKey, origin: &str) -> Result<Note, OpenError> {
    let note = Note::from_bytes(bytes).map_err(OpenError::Checkpoint)?;
    note.require_cosigned(key.public())
        .map_err(OpenError::Checkpoint)?;
    let of = &note.checkpoint().origin;
    if of == origin {
        Ok(note)
    } else {
        Err(OpenError::OtherLog {
            of: of.clone(),
            origin: origin.to_owned(),
        })
    }
}
