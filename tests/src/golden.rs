//! The golden files: an example of each form that events were ever written in.
//!
//! `TYPE.json` is the first schema version, `TYPE.v2.json` the second, and so on. A form with a
//! field that may be left out is named after it: `TYPE.FIELD.json`, `TYPE.v2.FIELD.json`.

use std::{fs, path::PathBuf};

use countersign_domain::{
    Account, Challenge, Enrollment, Event, FIRST_VERSION, StreamId, Unreadable, Written,
};
use cqrs_es::Aggregate;

/// The aggregates, which have a folder each.
pub const AGGREGATES: [&str; 3] = [Account::TYPE, Enrollment::TYPE, Challenge::TYPE];

/// The digests of all golden files, as `sha256sum` writes them.
pub const DIGESTS: &str = "SHA256SUMS";

/// A golden file.
#[derive(Debug, Clone)]
pub struct Golden {
    /// The aggregate of its event.
    pub aggregate: &'static str,
    /// Its name in the folder of all.
    pub name: String,
    /// The type of its event.
    pub event_type: String,
    /// The schema version that it was written by.
    pub version: String,
    /// What is in it.
    pub text: String,
}

/// The folder of all golden files.
#[must_use]
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/golden"))
}

/// Every golden file, by aggregate and name.
///
/// # Panics
///
/// When they are not there.
#[must_use]
pub fn all() -> Vec<Golden> {
    let mut all: Vec<Golden> = AGGREGATES.into_iter().flat_map(of).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn of(aggregate: &'static str) -> impl Iterator<Item = Golden> {
    let files = fs::read_dir(folder().join(aggregate)).expect("the golden files");
    files.map(move |file| {
        let file = file.expect("a file");
        let name = file.file_name().into_string().expect("a name");
        let mut parts = name.split('.');
        let event_type = parts.next().unwrap_or_default().to_owned();
        let version = parts.next().and_then(|part| part.strip_prefix('v'));
        let version = version.filter(|version| version.parse::<u32>().is_ok());
        Golden {
            aggregate,
            version: version.unwrap_or(FIRST_VERSION).to_owned(),
            text: fs::read_to_string(file.path()).expect("text"),
            name: format!("{aggregate}/{name}"),
            event_type,
        }
    })
}

impl Golden {
    /// Its event, by the newest schema.
    pub fn read(&self) -> Result<Event, Unreadable> {
        self.read_as(&self.text)
    }

    /// The event that this payload would be, stored as this one is.
    pub fn read_as(&self, payload: &str) -> Result<Event, Unreadable> {
        let written = Written {
            event_type: &self.event_type,
            event_version: &self.version,
            payload,
        };
        Event::read(&StreamId::new(self.aggregate, "any"), &written)
    }
}
