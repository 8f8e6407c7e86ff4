//! Keys: the master key, what it wraps, and what is sealed for an account.
//!
//! The master key comes from a file or the environment and never reaches the database. It wraps
//! the service's own keys (codes, assertions, checkpoints,
//! fingerprints, mailboxes, the relay's marks) and one
//! data key an account. Deleting an account's data key forgets the person and leaves the log whole.

mod master;
mod master_keys;
mod sealing;

mod rotating;
mod code_keys;
mod signing_keys;
mod log_keys;
mod keyring;
mod rewrap;
#[cfg(test)]
mod properties;

pub use code_keys::rotate_code_keys;
pub use keyring::Keyring;
pub use log_keys::{LogKeys, rotate_log_keys};
pub use master::{MasterKey, MasterKeyError};
pub use master_keys::MasterKeys;
pub use rewrap::{Rewrapped, accounts_to_rewrap, rewrap};
pub use rotating::Rotation;
pub use sealing::{AccountKey, Unsealable};
pub use signing_keys::{JWKS_MAX_AGE_SECONDS, SigningKeys, rotate_signing_keys};

use thiserror::Error;

/// Why a key is not at hand.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The database did not answer.
    #[error("the keys could not be read")]
    Database(#[from] sqlx::Error),
    /// The database's keys are wrapped by another master key.
    #[error(
        "a key in the database is wrapped by master key {wrapped_by}, the one at hand is {ours}"
    )]
    OtherMasterKey {
        /// The id of the key that wrapped them.
        wrapped_by: String,
        /// The id of the key at hand.
        ours: String,
    },
    /// The master keys could not be read again.
    #[error("the master key's file cannot be read again")]
    MasterKeys(#[from] MasterKeyError),
    /// A wrapped key does not open.
    #[error("a wrapped key is damaged")]
    Damaged(#[from] Unsealable),
    /// A key was destroyed, or never was.
    #[error("the key {0} is not at hand")]
    Missing(String),
    /// Nothing can be signed by a key.
    #[error("an assertion cannot be signed")]
    Signing(#[from] jsonwebtoken::errors::Error),
}

/// Where a key of the service is wrapped for.
fn service_key_context(key_id: &str) -> String {
    format!("key/{key_id}")
}
