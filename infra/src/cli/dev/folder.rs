//! The folder that everything of one `countersign dev` lives in.

use std::{
    env, fs,
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use thiserror::Error;
use zeroize::Zeroizing;

const LOCK_FILE: &str = "lock";

const ROOTS_FOLDER: &str = "/var/lib/countersign-dev";
const OUR_FOLDER: &str = "countersign";

/// The servers of root run as another user, who has to get through.
const FOLDER_MODE: u32 = 0o711;
const PRIVATE_FOLDER_MODE: u32 = 0o700;
const PRIVATE_FILE_MODE: u32 = 0o600;

/// The folder, ours alone for as long as this process lives.
pub(super) struct DataFolder {
    path: PathBuf,
    _lock: File,
}

/// Why there is no folder to work in.
#[derive(Debug, Error)]
pub(super) enum FolderError {
    #[error("another `countersign dev` is running on {}", path.display())]
    InUse { path: PathBuf },
    #[error("cannot use {}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("there is no home folder to keep data in: say --data-dir")]
    NoHome,
}

/// Where everything is kept unless it is said.
pub(super) fn default_path() -> Result<PathBuf, FolderError> {
    if rustix::process::geteuid().is_root() {
        return Ok(ROOTS_FOLDER.into());
    }
    let set = |name| env::var_os(name).map(PathBuf::from);
    let data = set("XDG_DATA_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| set("HOME").map(|home| home.join(".local/share")));
    data.map(|data| data.join(OUR_FOLDER))
        .ok_or(FolderError::NoHome)
}

impl DataFolder {
    /// Makes the folder where it is missing, and keeps other processes of ours off it.
    pub(super) fn open(path: &Path) -> Result<Self, FolderError> {
        make(path, FOLDER_MODE)?;
        let path = path.canonicalize().map_err(failed(path))?;
        let lock_file = path.join(LOCK_FILE);
        let lock = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(PRIVATE_FILE_MODE)
            .open(&lock_file)
            .map_err(failed(&lock_file))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(source)) => return Err(failed(&lock_file)(source)),
            Err(TryLockError::WouldBlock) => return Err(FolderError::InUse { path }),
        }
        Ok(Self { path, _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A folder in it that only we can look into.
    pub(super) fn private_folder(&self, name: &str) -> Result<PathBuf, FolderError> {
        let path = self.path.join(name);
        make(&path, PRIVATE_FOLDER_MODE)?;
        Ok(path)
    }

    /// What a file in it holds; `None` where there is none.
    pub(super) fn read(&self, name: &str) -> Result<Option<Zeroizing<String>>, FolderError> {
        let path = self.path.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed(&path)(source)),
        }
    }

    /// Writes a file that only we can read; whole, or not at all.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), FolderError> {
        let path = self.path.join(name);
        let draft = self.path.join(format!("{name}.new"));
        // A draft that a crash left behind may have another mode.
        remove(&draft)?;
        let written = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(PRIVATE_FILE_MODE)
            .open(&draft)
            .and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                file.sync_all()
            });
        written
            .and_then(|()| fs::rename(&draft, &path))
            .map_err(failed(&path))
    }

    /// Removes a file, if it is there.
    pub(super) fn remove(&self, name: &str) -> Result<(), FolderError> {
        remove(&self.path.join(name))
    }
}

fn make(path: &Path, mode: u32) -> Result<(), FolderError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed(parent))?;
    }
    match DirBuilder::new().mode(mode).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

fn remove(path: &Path) -> Result<(), FolderError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::File { path, source }
}
