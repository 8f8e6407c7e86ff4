//! The master key.

use std::io;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::sealing::{self, AccountKey, Unsealable};
use crate::entropy;

/// The key that wraps all others: 256 bits, kept outside of the database.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

/// Why there is no master key.
#[derive(Debug, Error)]
pub enum MasterKeyError {
    /// The file cannot be read.
    #[error("the master key file cannot be read")]
    File(#[source] io::Error),
    /// What is there is no key.
    #[error("a master key is 32 bytes in base64, as `openssl rand -base64 32` prints them")]
    NotAKey,
}

impl MasterKey {
    /// A new key.
    #[must_use]
    pub fn generate() -> Self {
        Self(entropy::random_bytes())
    }

    /// Reads a key as base64 text.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let bytes = STANDARD
            .decode(text.trim())
            .map_err(|_| MasterKeyError::NotAKey)?;
        let bytes = Zeroizing::new(bytes);
        bytes
            .as_slice()
            .try_into()
            .map(Self)
            .map_err(|_| MasterKeyError::NotAKey)
    }

    /// The key as base64 text, to be kept in a file.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.0))
    }

    /// A name for the key that tells nothing of it, to notice a wrong one by.
    #[must_use]
    pub fn id(&self) -> String {
        let name = sealing::keyed_hash(&self.0, b"countersign/master-key-id/v1");
        URL_SAFE_NO_PAD.encode(&name[..6])
    }

    /// Wraps another key, for the place named by `context` and no other.
    #[must_use]
    pub fn wrap(&self, key: &[u8; 32], context: &str) -> Vec<u8> {
        sealing::encrypt(&self.0, key, context)
    }

    /// Opens a wrapped key of the same `context`.
    pub fn unwrap(&self, wrapped: &[u8], context: &str) -> Result<Zeroizing<[u8; 32]>, Unsealable> {
        let bytes = sealing::decrypt(&self.0, wrapped, context)?;
        bytes
            .as_slice()
            .try_into()
            .map(Zeroizing::new)
            .map_err(|_| Unsealable)
    }

    /// A new data key of an account, and the same wrapped.
    #[must_use]
    pub fn new_account_key(&self, account_id: &str) -> (AccountKey, Vec<u8>) {
        let key = AccountKey::generate(account_id);
        let wrapped = self.wrap(key.bytes(), &account_context(account_id));
        (key, wrapped)
    }

    /// The data key of an account.
    pub fn open_account_key(
        &self,
        account_id: &str,
        wrapped: &[u8],
    ) -> Result<AccountKey, Unsealable> {
        let key = self.unwrap(wrapped, &account_context(account_id))?;
        Ok(AccountKey::new(account_id, *key))
    }
}

pub(super) fn account_context(account_id: &str) -> String {
    format!("account/{account_id}")
}
