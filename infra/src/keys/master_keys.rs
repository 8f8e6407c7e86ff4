//! The master keys at hand: more than one while everything is wrapped anew.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use zeroize::Zeroizing;

use super::{KeyError, MasterKey, MasterKeyError};

/// The master keys at hand. The first one wraps, and each opens what it has wrapped.
#[derive(Clone)]
pub struct MasterKeys(Arc<Held>);

struct Held {
    file: Option<PathBuf>,
    keys: RwLock<Arc<[MasterKey]>>,
}

impl MasterKeys {
    /// Reads keys as base64 text, with white space between them.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        Ok(Self::hold(None, parse(text)?))
    }

    /// Reads the keys from a file that holds them so. It is read again when something turns up
    /// that none of them wrapped.
    pub fn read(file: &Path) -> Result<Self, MasterKeyError> {
        Ok(Self::hold(Some(file.to_owned()), read(file)?))
    }

    /// Reads the file again, if they came from one. Where it cannot be read, what was read stays.
    pub fn read_again(&self) -> Result<(), MasterKeyError> {
        if let Some(file) = &self.0.file {
            let keys = read(file)?;
            *self.0.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        }
        Ok(())
    }

    /// The key that wraps.
    #[must_use]
    pub fn current(&self) -> MasterKey {
        self.keys()[0].clone()
    }

    /// The key with this id, which wrapped something.
    pub fn which_wrapped(&self, id: &str) -> Result<MasterKey, KeyError> {
        if let Some(key) = self.find(id) {
            return Ok(key);
        }
        self.read_again()?;
        self.find(id).ok_or_else(|| KeyError::OtherMasterKey {
            wrapped_by: id.to_owned(),
            ours: self.current().id(),
        })
    }

    fn hold(file: Option<PathBuf>, keys: Arc<[MasterKey]>) -> Self {
        let keys = RwLock::new(keys);
        Self(Arc::new(Held { file, keys }))
    }

    fn keys(&self) -> Arc<[MasterKey]> {
        // The lock guards one pointer, which no panic can leave half-written.
        let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&keys)
    }

    fn find(&self, id: &str) -> Option<MasterKey> {
        self.keys().iter().find(|key| key.id() == id).cloned()
    }
}

impl From<MasterKey> for MasterKeys {
    fn from(key: MasterKey) -> Self {
        Self::hold(None, Arc::new([key]))
    }
}

fn read(file: &Path) -> Result<Arc<[MasterKey]>, MasterKeyError> {
    let text = Zeroizing::new(fs::read_to_string(file).map_err(MasterKeyError::File)?);
    parse(&text)
}

/// There is at least one, or none of them is taken.
fn parse(text: &str) -> Result<Arc<[MasterKey]>, MasterKeyError> {
    let keys: Vec<MasterKey> = text
        .split_whitespace()
        .map(MasterKey::parse)
        .collect::<Result<_, _>>()?;
    if keys.is_empty() {
        return Err(MasterKeyError::NotAKey);
    }
    Ok(keys.into())
}
