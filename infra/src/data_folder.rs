//! A folder that one process of ours keeps its data in, and keeps others off.

use std::{
    fs,
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use thiserror::Error;
use zeroize::Zeroizing;

const LOCK_FILE: &str = "lock";

const PRIVATE_FOLDER_MODE: u32 = 0o700;
const PRIVATE_FILE_MODE: u32 = 0o600;

/// Who keeps data in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// `countersign dev`.
    Dev,
    /// `countersign witness`.
    Witness,
}

/// The folder, ours alone for as long as this process lives.
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

/// Why there is no folder to work in, or a file in it cannot be used.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Another process has it.
    #[error("another `countersign {}` is running on {}", keeper.command(), path.display())]
    InUse {
        /// Who keeps data there.
        keeper: Keeper,
        /// The folder.
        path: PathBuf,
    },
    /// It, or a file in it, is not to be read or written.
    #[error("cannot use {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Keeper {
    fn command(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Witness => "witness",
        }
    }

    fn mode(self) -> u32 {
        match self {
            // The servers of root run as another user, who has to get through.
            Self::Dev => 0o711,
            Self::Witness => PRIVATE_FOLDER_MODE,
        }
    }
}

impl DataFolder {
    /// Makes the folder where it is missing, and keeps other processes of ours off it.
    pub fn open(path: &Path, keeper: Keeper) -> Result<Self, FolderError> {
        let is_new = make(path, keeper.mode())?;
        let path = path.canonicalize().map_err(failed(path))?;
        if let Some(parent) = path.parent().filter(|_| is_new) {
            sync(parent)?;
        }
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
            Err(TryLockError::WouldBlock) => return Err(FolderError::InUse { keeper, path }),
        }
        Ok(Self { path, _lock: lock })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A folder in it that only we can look into.
    pub fn private_folder(&self, name: &str) -> Result<PathBuf, FolderError> {
        let path = self.path.join(name);
        make(&path, PRIVATE_FOLDER_MODE)?;
        Ok(path)
    }

    /// What a file in it holds; `None` where there is none.
    pub fn read(&self, name: &str) -> Result<Option<Zeroizing<String>>, FolderError> {
        let path = self.path.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed(&path)(source)),
        }
    }

    /// Writes a file that only we can read; whole, or not at all. What was written outlives a power
    /// cut.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<(), FolderError> {
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
                file.write_all(bytes.as_ref())?;
                file.sync_all()
            });
        written
            .and_then(|()| fs::rename(&draft, &path))
            .map_err(failed(&path))?;
        sync(&self.path)
    }

    /// Removes a file, if it is there.
    pub fn remove(&self, name: &str) -> Result<(), FolderError> {
        remove(&self.path.join(name))
    }
}

/// Whether it had to be made.
fn make(path: &Path, mode: u32) -> Result<bool, FolderError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed(parent))?;
    }
    match DirBuilder::new().mode(mode).create(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(path)(error)),
    }
}

fn remove(path: &Path) -> Result<(), FolderError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

/// Has the names in a folder outlive a power cut.
fn sync(folder: &Path) -> Result<(), FolderError> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(failed(folder))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::File { path, source }
}
