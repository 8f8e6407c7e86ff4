//! The witness's key: made at the first start, and kept for ever.

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_audit::{CosignerKey, InvalidKey, PublicKey};
use zeroize::Zeroizing;

use super::OpenError;
use crate::{
    data_folder::{DataFolder, FolderError},
    entropy,
};

const FILE: &str = "witness.key";

/// The witness's key, which signs at any time.
pub(super) struct WitnessKey {
    name: String,
    private: Zeroizing<[u8; 32]>,
    public: PublicKey,
}

impl WitnessKey {
    /// The key in the folder; `None` where it holds none.
    pub(super) fn read(folder: &DataFolder, name: &str) -> Result<Option<Self>, OpenError> {
        let Some(text) = folder.read(FILE)? else {
            return Ok(None);
        };
        let bytes = STANDARD.decode(text.trim()).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| OpenError::NotAKey)?;
        let private = bytes.as_slice().try_into().map(Zeroizing::new);
        Self::new(name, private.map_err(|_| OpenError::NotAKey)?).map(Some)
    }

    /// A new key, which nobody has yet.
    pub(super) fn generate(name: &str) -> Result<Self, OpenError> {
        Self::new(name, Zeroizing::new(entropy::random_bytes()))
    }

    /// Keeps it in the folder.
    pub(super) fn write(&self, folder: &DataFolder) -> Result<(), FolderError> {
        let text = Zeroizing::new(STANDARD.encode(*self.private));
        folder.write(FILE, text)
    }

    /// What is public of it.
    pub(super) fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The key as it signs at this time, in seconds since 1970-01-01.
    pub(super) fn at(&self, seconds: u64) -> Result<CosignerKey, InvalidKey> {
        CosignerKey::new(&self.name, &self.private, seconds)
    }

    fn new(name: &str, private: Zeroizing<[u8; 32]>) -> Result<Self, OpenError> {
        let key = CosignerKey::new(name, &private, 0);
        let public = key.map_err(|_| OpenError::Name)?.public().clone();
        Ok(Self {
            name: name.to_owned(),
            private,
            public,
        })
    }
}
