//! `dev.json`: where everything is, for tools and tests, from when it is ready to when it stops.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    cli::Outcome,
    data_folder::{DataFolder, FolderError, Keeper},
};

const FILE: &str = "dev.json";

/// Where everything is. Holds passwords and keys.
#[derive(Serialize)]
pub(super) struct Announcement {
    /// The API, and the mailbox page below it.
    pub(super) url: String,
    /// `/readyz` and `/metrics`.
    pub(super) admin_url: String,
    /// PostgreSQL under the service's role.
    pub(super) database_url: String,
    /// PostgreSQL under the superuser's.
    pub(super) admin_database_url: String,
    /// NATS.
    pub(super) nats_url: String,
    /// Where the mails are; `None` where they are sent.
    pub(super) mail_dir: Option<PathBuf>,
    /// The public key under which the log is signed.
    pub(super) log_vkey: String,
    /// A key for each role.
    pub(super) api_keys: BTreeMap<String, String>,
}

impl Announcement {
    /// Tells that everything is ready.
    pub(super) fn write(&self, folder: &DataFolder) -> Outcome {
        let text = serde_json::to_string_pretty(self)?;
        folder.write(FILE, format!("{text}\n"))?;
        Ok(())
    }
}

/// Opens the folder for a `dev` that is about to start. Where another one has it, says where that is.
pub(super) fn claim(path: &Path) -> Outcome<DataFolder> {
    let folder = DataFolder::open(path, Keeper::Dev).map_err(|error| match &error {
        FolderError::InUse { path, .. } => match url(path) {
            Some(url) => format!("{error}, at {url}").into(),
            None => error.into(),
        },
        FolderError::File { .. } => Box::<dyn Error + Send + Sync>::from(error),
    })?;
    // What a crash left behind announces nobody.
    remove(&folder)?;
    Ok(folder)
}

/// Tells that nothing is ready any more.
pub(super) fn remove(folder: &DataFolder) -> Result<(), FolderError> {
    folder.remove(FILE)
}

/// Where the one that is running in a folder is, if it has said so.
fn url(folder: &Path) -> Option<String> {
    #[derive(Deserialize)]
    struct Running {
        url: String,
    }
    let text = Zeroizing::new(fs::read_to_string(folder.join(FILE)).ok()?);
    let running: Running = serde_json::from_str(&text).ok()?;
    Some(running.url)
}
