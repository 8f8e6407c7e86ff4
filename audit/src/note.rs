//! A signed note (C2SP signed-note): a checkpoint and who vouches for it.

use std::collections::HashSet;

use signed_note::{Signature, Signer, Verifier, VerifierList};
use thiserror::Error;

use crate::{Checkpoint, CosignerKey, LogKey, NotACheckpoint, PublicKey};

/// A checkpoint with signatures, none of which need be right.
#[derive(Debug)]
pub struct Note {
    note: signed_note::Note,
    checkpoint: Checkpoint,
}

/// A cosignature that is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness's name.
    pub by: String,
    /// When, in seconds since 1970-01-01.
    pub at_seconds: u64,
}

/// Why a note does not count.
#[derive(Debug, Error)]
pub enum NoteError {
    /// It is none.
    #[error("it is no signed note")]
    Form(#[source] signed_note::NoteError),
    /// It is one about something else.
    #[error("the note holds no checkpoint")]
    Checkpoint(#[from] NotACheckpoint),
    /// No signature is by a key that is known, or one that says so is forged.
    #[error("the note is not signed by a key that is known")]
    Signature(#[source] signed_note::NoteError),
    /// It is signed, by the key of another log.
    #[error("the note is of the log {origin}, and the key of another")]
    OtherLog {
        /// The log it is of.
        origin: String,
    },
}

impl Note {
    /// Signs a checkpoint by keys of its log; the newest comes last.
    pub fn sign(checkpoint: Checkpoint, keys: &[&LogKey]) -> Result<Self, NoteError> {
        let mut note =
            signed_note::Note::new(&checkpoint.to_text()?, &[]).map_err(NoteError::Form)?;
        let keys: Vec<&dyn Signer> = keys.iter().map(|key| *key as &dyn Signer).collect();
        note.add_sigs(&keys).map_err(NoteError::Form)?;
        Ok(Self { note, checkpoint })
    }

    /// The note that these bytes hold, without a look at its signatures.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NoteError> {
        let note = signed_note::Note::from_bytes(bytes).map_err(NoteError::Form)?;
        let checkpoint = Checkpoint::from_text(note.text())?;
        let note = Self { note, checkpoint };
        // In its one form: a byte that is not covered by a signature counts too. A second signature by
        // one key would stand there unread.
        if note.to_bytes() == bytes && note.has_one_signature_a_key() {
            Ok(note)
        } else {
            Err(NoteError::Form(signed_note::NoteError::MalformedNote))
        }
    }

    fn has_one_signature_a_key(&self) -> bool {
        let note = self.to_bytes();
        let mut keys = HashSet::new();
        let lines = note[self.note.text().len()..].split(|byte| *byte == b'\n');
        lines
            .filter_map(|line| Signature::from_bytes(line).ok())
            .all(|signature| keys.insert((signature.name().to_owned(), signature.id())))
    }

    /// Its bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.note.to_bytes()
    }

    /// What it says, whoever vouches for it.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Adds the signature of a witness.
    pub fn cosign(&mut self, key: &CosignerKey) -> Result<(), NoteError> {
        self.note.add_sigs(&[key]).map_err(NoteError::Form)
    }

    /// Whether one of these keys of its log signed it, and none of theirs is forged.
    pub fn require_signed(&self, keys: &[PublicKey]) -> Result<(), NoteError> {
        let of_this_log = keys.iter().filter(|key| !key.is_cosigner());
        let of_this_log = of_this_log.filter(|key| key.name() == self.checkpoint.origin);
        let known: Vec<_> = of_this_log.cloned().map(boxed).collect();
        if known.is_empty() {
            let origin = self.checkpoint.origin.clone();
            return Err(NoteError::OtherLog { origin });
        }
        let verified = self.note.verify(&VerifierList::new(known));
        verified.map(|_| ()).map_err(NoteError::Signature)
    }

    /// When this witness cosigned it.
    pub fn require_cosigned(&self, witness: &PublicKey) -> Result<Cosigned, NoteError> {
        let known = VerifierList::new(vec![boxed(witness.clone())]);
        let (verified, _) = self.note.verify(&known).map_err(NoteError::Signature)?;
        let at = verified
            .first()
            .and_then(|line| line.signature().first_chunk());
        at.filter(|_| witness.is_cosigner())
            .map(|at| Cosigned {
                by: witness.name().to_owned(),
                at_seconds: u64::from_be_bytes(*at),
            })
            .ok_or(NoteError::Signature(signed_note::NoteError::UnverifiedNote))
    }
}

fn boxed(key: PublicKey) -> Box<dyn Verifier> {
    Box::new(key)
}
