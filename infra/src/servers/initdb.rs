//! Making the databases of a new PostgreSQL server.

use std::fs;

use super::child::Child;
use super::folder::Folder;
use super::launch::{Launch, StopSignal};
use super::{Binaries, ServersError};

pub(super) const SUPERUSER: &str = "postgres";
pub(super) const PASSWORD_FILE: &str = "password";
pub(super) const DATA_FOLDER: &str = "data";
const NEW_DATA_FOLDER: &str = "data.new";
const INITDB_SECONDS: u64 = 120;

/// Whether what PostgreSQL has confirmed survives a crash of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It does: a commit is on the disk when it is confirmed.
    Synced,
    /// It survives a crash of the server only, for tests that are to be fast.
    Unsynced,
}

/// Makes the databases beside their place and moves them there, so that a crash leaves no half of it.
pub(super) async fn initialise(
    binaries: &Binaries,
    folder: &Folder,
    durability: Durability,
) -> Result<(), ServersError> {
    let new = folder.path().join(NEW_DATA_FOLDER);
    let data = folder.path().join(DATA_FOLDER);
    let failed = |source| ServersError::File {
        path: new.clone(),
        source,
    };
    if new.exists() {
        fs::remove_dir_all(&new).map_err(failed)?;
    }
    let mut arguments = vec!["--no-locale", "-E", "UTF8", "--auth=scram-sha-256"];
    arguments.extend([
        "-U",
        SUPERUSER,
        "--pwfile",
        PASSWORD_FILE,
        "-D",
        NEW_DATA_FOLDER,
    ]);
    if durability == Durability::Unsynced {
        arguments.push("--no-sync");
    }
    let mut initdb = Child::start(Launch {
        name: "initdb",
        program: &binaries.initdb,
        arguments: arguments.into_iter().map(Into::into).collect(),
        folder,
        stop_signal: StopSignal::TERMINATE,
    })
    .await?;
    initdb.wait_for_success(INITDB_SECONDS).await?;
    fs::rename(&new, &data).map_err(failed)
}
