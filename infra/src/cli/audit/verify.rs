//! `countersign audit verify`: a bundle, by the file and public keys alone. It asks no server and
//! no setting.

use std::{
    fs::File,
    io::{self, Read},
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use clap::Args;
use countersign_audit::{Asked, Cosigned, Finding, Note, PublicKey, Unverified, Verified};
use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::{timeline::plain, words};
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

/// What is said of a bundle that is good.
struct Report<'a> {
    verified: &'a Verified,
    positions: Option<RangeInclusive<u64>>,
    times: Option<RangeInclusive<String>>,
}

/// An event's place in the log, and when it was appended in microseconds since 1970.
type Place = (u64, i64);

impl<'a> Report<'a> {
    fn of(verified: &'a Verified, span: Option<(Place, Place)>) -> Self {
        let time = |micros| exact(DateTime::from_timestamp_micros(micros));
        Self {
            verified,
            positions: span.map(|((first, _), (last, _))| first..=last),
            times: span.map(|((_, first), (_, last))| time(first)..=time(last)),
        }
    }

    fn lines(&self) -> Vec<String> {
        let Verified {
            header,
            checkpoint,
            events,
            cosigned,
        } = self.verified;
        let holds = match &header.account {
            Some(account_id) => format!("{events} events of the account {}", plain(account_id)),
            None => format!("{events} events: the whole log"),
        };
        let mut lines = vec![
            "Verified: every event of the bundle is as it was signed.".to_owned(),
            format!("log         {}", checkpoint.origin),
            format!("holds       {holds}"),
        ];
        if let (Some(positions), Some(times)) = (&self.positions, &self.times) {
            lines.push(format!(
                "positions   {} to {}",
                positions.start(),
                positions.end()
            ));
            lines.push(format!("recorded    {} to {}", times.start(), times.end()));
        }
        lines.push(format!(
            "signed      the log up to position {}, root {}",
            checkpoint.size, checkpoint.root
        ));
        for Cosigned { by, at_seconds } in cosigned {
            lines.push(format!("cosigned    by {by}, {}", at(*at_seconds)));
        }
        if cosigned.is_empty() {
            lines.push("cosigned    nobody was asked for (--witness)".to_owned());
        }
        lines.extend(self.limits().map(str::to_owned));
        lines
    }

    /// What a bundle of one account proves, and what it cannot.
    fn limits(&self) -> Option<&'static str> {
        self.verified.header.account.as_ref()?;
        Some(if self.positions.is_some() {
            "Proven: each of these events stands in the signed log at its position, and none of the \
             account's is missing before the last of them. An account's bundle alone cannot prove \
             that no LATER event exists: only the whole log can."
        } else {
            "It holds no event, so it proves nothing about the account: only the whole log can."
        })
    }

    fn json(&self) -> Value {
        let Verified {
            header,
            checkpoint,
            events,
            cosigned,
        } = self.verified;
        let cosigned: Vec<Value> = cosigned
            .iter()
            .map(|Cosigned { by, at_seconds }| json!({"by": by, "at": at(*at_seconds)}))
            .collect();
        json!({
            "verified": true,
            "log": checkpoint.origin,
            "account": header.account,
            "events": events,
            "first_position": self.positions.as_ref().map(RangeInclusive::start),
            "last_position": self.positions.as_ref().map(RangeInclusive::end),
            "first_recorded_at": self.times.as_ref().map(RangeInclusive::start),
            "last_recorded_at": self.times.as_ref().map(RangeInclusive::end),
            "checkpoint": {"size": checkpoint.size, "root": checkpoint.root.to_string()},
            "cosigned": cosigned,
        })
    }
}

fn at(seconds: u64) -> String {
    exact(
        i64::try_from(seconds)
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
    )
}

/// A time that somebody put in need not be one that a calendar has.
fn exact(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(|| "a time beyond every calendar".to_owned(), words::exact)
}

fn refuted(finding: &Finding) -> Value {
    json!({
        "verified": false,
        "kind": finding.kind(),
        "position": finding.position(),
        "what": with_causes(finding),
    })
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
