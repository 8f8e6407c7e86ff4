//! A server's folder: who owns it, and the secrets kept in it.

use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};
use std::{fs, process};

use zeroize::Zeroizing;

use super::ServersError;
use crate::entropy::random_token;

/// Whom the servers of root run as: PostgreSQL refuses root, and its package brings this user.
pub const SERVER_USER: &str = "postgres";

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// The folder of one server, for that server alone.
pub(super) struct Folder {
    path: PathBuf,
    /// Set when we are root and the server is not.
    owner: Option<Owner>,
    /// The folder itself, open and locked: two servers at once would spoil the data.
    _lock: File,
}

impl Folder {
    /// Makes the folder where it is missing, keeps it from any other process of ours, and gives it
    /// to the user the server will run as.
    pub(super) fn prepare(path: &Path) -> Result<Self, ServersError> {
        let owner = if runs_as_root() {
            Some(Owner::find()?)
        } else {
            None
        };
        let failed = |source| ServersError::File {
            path: path.to_owned(),
            source,
        };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        match fs::DirBuilder::new().mode(FOLDER_MODE).create(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(failed(error))?,
            _ => {}
        }
        // The server starts in another working directory.
        let path = path.canonicalize().map_err(failed)?;
        let lock = lock(&path)?;
        if let Some(owner) = &owner {
            owner.take_over(&lock).map_err(failed)?;
        }
        let folder = Self {
            path,
            owner,
            _lock: lock,
        };
        folder.require_reach()?;
        Ok(folder)
    }

    /// The folder's absolute path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A secret that is made once and read back from then on, in a file of mode 0600.
    pub(super) fn secret(&self, name: &str) -> Result<Zeroizing<String>, ServersError> {
        let path = self.path.join(name);
        match fs::read_to_string(&path) {
            Ok(secret) => Ok(Zeroizing::new(secret)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let secret = Zeroizing::new(random_token());
                self.write_private(name, &secret)?;
                Ok(secret)
            }
            Err(source) => Err(ServersError::File { path, source }),
        }
    }

    /// Writes a file of mode 0600 that the server can read; whole, or not at all.
    pub(super) fn write_private(&self, name: &str, content: &str) -> Result<(), ServersError> {
        let path = self.path.join(name);
        let draft = self.path.join(format!("{name}.new"));
        let failed = |source| ServersError::File {
            path: path.clone(),
            source,
        };
        // A draft that a crash left behind may have another mode.
        let _ = fs::remove_file(&draft);
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(FILE_MODE)
            .open(&draft)
            .map_err(failed)?;
        if let Some(owner) = &self.owner {
            owner.take_over(&file).map_err(failed)?;
        }
        file.write_all(content.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed)?;
        fs::rename(&draft, &path).map_err(failed)
    }

    /// Asks as the server's user, since modes, access lists and mounts all have a say in it.
    fn require_reach(&self) -> Result<(), ServersError> {
        if self.owner.is_none() {
            return Ok(());
        }
        let mut command = process::Command::new("setpriv");
        command
            .args(identity_options())
            .args(["test", "-w"])
            .arg(&self.path)
            .current_dir("/");
        let status = command.status().map_err(|source| ServersError::Run {
            program: "setpriv".into(),
            source,
        })?;
        if status.success() {
            return Ok(());
        }
        Err(ServersError::Unreachable {
            user: SERVER_USER,
            folder: self.path.clone(),
        })
    }
}

/// The options that make `setpriv` run a program as the servers' user.
pub(super) fn identity_options() -> &'static [&'static str] {
    if runs_as_root() {
        &[
            "--reuid",
            SERVER_USER,
            "--regid",
            SERVER_USER,
            "--init-groups",
        ]
    } else {
        &[]
    }
}

/// The lock goes with the process that holds it, and its servers do not inherit it.
fn lock(path: &Path) -> Result<File, ServersError> {
    let failed = |source| ServersError::File {
        path: path.to_owned(),
        source,
    };
    let folder = File::open(path).map_err(failed)?;
    match folder.try_lock() {
        Ok(()) => Ok(folder),
        Err(TryLockError::WouldBlock) => Err(ServersError::InUse {
            folder: path.to_owned(),
        }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

fn runs_as_root() -> bool {
    rustix::process::geteuid().is_root()
}

struct Owner {
    uid: u32,
    gid: u32,
}

impl Owner {
    /// Looks the user up in `/etc/passwd` (passwd(5)), where the package puts it.
    fn find() -> Result<Self, ServersError> {
        const USERS: &str = "/etc/passwd";
        let users = fs::read_to_string(USERS).map_err(|source| ServersError::File {
            path: USERS.into(),
            source,
        })?;
        users
            .lines()
            .find_map(|line| {
                let fields: Vec<&str> = line.split(':').collect();
                let [SERVER_USER, _, uid, gid, ..] = fields[..] else {
                    return None;
                };
                Some(Self {
                    uid: uid.parse().ok()?,
                    gid: gid.parse().ok()?,
                })
            })
            .ok_or(ServersError::NoServerUser { user: SERVER_USER })
    }

    /// By the open file, since whoever owns the folder could put another one in its place.
    fn take_over(&self, file: &File) -> io::Result<()> {
        fchown(file, Some(self.uid), Some(self.gid))
    }
}
