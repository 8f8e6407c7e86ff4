//! Where the master key comes from.

use std::{env, path::PathBuf};

use clap::Args;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::keys::{MasterKeyError, MasterKeys};

const VARIABLE: &str = "COUNTERSIGN_MASTER_KEY";

/// Where the master key comes from. The key itself is no flag: everybody on a machine can read a
/// process's flags.
#[derive(Debug, Clone, Args)]
pub struct MasterKeySettings {
    /// The file that holds the master key in base64 (or put the key itself into the variable
    /// `COUNTERSIGN_MASTER_KEY`); more keys behind it open what they have wrapped
    #[arg(long, env = "COUNTERSIGN_MASTER_KEY_FILE", value_name = "FILE")]
    pub master_key_file: Option<PathBuf>,
}

/// Why there is no master key.
#[derive(Debug, Error)]
pub enum MasterKeySettingsError {
    /// Nothing says where it is.
    #[error("the master key is missing: set --master-key-file or the variable {VARIABLE}")]
    Missing,
    /// Two keys may be two different ones.
    #[error("the master key is set twice: by --master-key-file and by the variable {VARIABLE}")]
    Twice,
    /// The file has none.
    #[error("no master key in {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: MasterKeyError,
    },
    /// The variable has none.
    #[error("no master key in the variable {VARIABLE}")]
    Variable(#[source] MasterKeyError),
}

impl MasterKeySettings {
    /// Reads the keys.
    pub fn master_keys(self) -> Result<MasterKeys, MasterKeySettingsError> {
        let text = env::var(VARIABLE).ok().map(Zeroizing::new);
        match (self.master_key_file, text) {
            (None, None) => Err(MasterKeySettingsError::Missing),
            (Some(_), Some(_)) => Err(MasterKeySettingsError::Twice),
            (None, Some(text)) => {
                MasterKeys::parse(&text).map_err(MasterKeySettingsError::Variable)
            }
            (Some(path), None) => MasterKeys::read(&path)
                .map_err(|source| MasterKeySettingsError::File { path, source }),
        }
    }
}
