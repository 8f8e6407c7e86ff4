//! `countersign audit verify`: a bundle, by the file and public keys alone. It asks no server and
//! no setting.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use clap::Args;
use countersign_audit::{Asked, Note, PublicKey, Unverified};
use indicatif::ProgressBar;

use super::report::{Report, refuted};
use crate::{
    causes::with_causes,
    cli::{
        Outcome,
        output::{Format, print},
        progress,
    },
};

/// A note has a few lines.
const NOTE_BYTES_MAX: u64 = 1 << 20;

#[derive(Args)]
pub(in crate::cli) struct Verify {
    /// The bundle; `-` is the standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A public key of the log, as its operator tells it; again for each of them
    #[arg(long = "key", value_name = "VKEY", required = true, value_parser = log_key)]
    keys: Vec<PublicKey>,
    /// The public key of a witness, who must have cosigned; again for each of them
    #[arg(long = "witness", value_name = "VKEY", value_parser = witness_key)]
    witnesses: Vec<PublicKey>,
    /// A signed checkpoint that was kept from before: the log must have grown out of it
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Plain words, or one JSON object
    #[arg(long, default_value = "text")]
    format: Format,
}

impl Verify {
    pub(super) async fn run(self) -> Outcome {
        tokio::task::spawn_blocking(|| self.verify()).await?
    }

    fn verify(self) -> Outcome {
        let asked = Asked {
            earlier: self.checkpoint.as_deref().map(note).transpose()?,
            keys: self.keys,
            witnesses: self.witnesses,
        };
        let (file, bar) = open(&self.file)?;
        let mut span = None;
        let outcome = countersign_audit::verify(bar.wrap_read(file), &asked, |leaf| {
            let this = (leaf.position, leaf.recorded_at_micros);
            let (first, _) = span.unwrap_or((this, this));
            span = Some((first, this));
        });
        bar.finish_and_clear();
        match (outcome, self.format) {
            (Ok(verified), Format::Text) => {
                for line in Report::of(&verified, span).lines() {
                    print(line)?;
                }
            }
            (Ok(verified), Format::Json) => print(Report::of(&verified, span).json())?,
            (Err(unverified), format) => {
                if let (Unverified::Found(finding), Format::Json) = (&unverified, format) {
                    print(refuted(finding))?;
                }
                return Err(unverified.into());
            }
        }
        Ok(())
    }
}

fn open(path: &Path) -> Outcome<(Box<dyn Read + Send>, ProgressBar)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), progress::stream()));
    }
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (bytes, file) = opened.map_err(|error| unreadable(path, &error))?;
    Ok((Box::new(file), progress::bytes(bytes)))
}

fn note(path: &Path) -> Outcome<Note> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(NOTE_BYTES_MAX).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    let note = Note::from_bytes(&bytes);
    note.map_err(|error| format!("{}: {}", path.display(), with_causes(&error)).into())
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("cannot read {}: {error}", path.display())
}

fn log_key(text: &str) -> Outcome<PublicKey> {
    let key: PublicKey = text.parse()?;
    if key.is_cosigner() {
        return Err("it is the key of a witness (--witness), and of no log".into());
    }
    Ok(key)
}

fn witness_key(text: &str) -> Outcome<PublicKey> {
    let key: PublicKey = text.parse()?;
    if !key.is_cosigner() {
        return Err("it is the key of a log (--key), and of no witness".into());
    }
    Ok(key)
}
