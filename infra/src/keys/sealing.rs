//! Sealing personal data under an account's key.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use countersign_domain::Sealed;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::entropy;

/// The form of sealed text: XChaCha20-Poly1305, a random 24-byte nonce before the ciphertext.
const FORM: &str = "sealed.v1.";
const NONCE_BYTES: usize = 24;

/// The key of one account's personal data.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct AccountKey {
    account_id: String,
    key: [u8; 32],
}

/// Sealed data that does not open: damaged, of another place, or under another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("sealed data does not open")]
pub struct Unsealable;

impl AccountKey {
    /// Seals a text of this account.
    #[must_use]
    pub fn seal(&self, text: &str) -> Sealed {
        let ciphertext = encrypt(&self.key, text.as_bytes(), &self.context());
        Sealed(format!("{FORM}{}", URL_SAFE_NO_PAD.encode(ciphertext)))
    }

    /// Opens a sealed text of this account.
    pub fn open(&self, sealed: &Sealed) -> Result<Zeroizing<String>, Unsealable> {
        let encoded = sealed.0.strip_prefix(FORM).ok_or(Unsealable)?;
        let ciphertext = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| Unsealable)?;
        let mut bytes = decrypt(&self.key, &ciphertext, &self.context())?;
        String::from_utf8(std::mem::take(&mut *bytes))
            .map(Zeroizing::new)
            .map_err(|_| Unsealable)
    }

    pub(super) fn new(account_id: &str, key: [u8; 32]) -> Self {
        Self {
            account_id: account_id.to_owned(),
            key,
        }
    }

    pub(super) fn generate(account_id: &str) -> Self {
        Self::new(account_id, entropy::random_bytes())
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.key
    }

    /// A sealed text moved to another account does not open there.
    fn context(&self) -> String {
        format!("personal-data/{}", self.account_id)
    }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    chacha20poly1305::KeyInit::new(key.into())
}

pub(super) fn encrypt(key: &[u8; 32], plaintext: &[u8], context: &str) -> Vec<u8> {
    let nonce: [u8; NONCE_BYTES] = entropy::random_bytes();
    let ciphertext = cipher(key)
        .encrypt(
            (&nonce).into(),
            Payload {
                msg: plaintext,
                aad: context.as_bytes(),
            },
        )
        .expect("a message of this size can be encrypted");
    [nonce.as_slice(), &ciphertext].concat()
}

pub(super) fn decrypt(
    key: &[u8; 32],
    ciphertext: &[u8],
    context: &str,
) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
    let (nonce, ciphertext) = ciphertext.split_at_checked(NONCE_BYTES).ok_or(Unsealable)?;
    cipher(key)
        .decrypt(
            nonce.into(),
            Payload {
                msg: ciphertext,
                aad: context.as_bytes(),
            },
        )
        .map(Zeroizing::new)
        .map_err(|_| Unsealable)
}

/// A hash that only who has the key can compute: HMAC-SHA-256.
pub(super) fn keyed_hash(key: &[u8; 32], message: &[u8]) -> Vec<u8> {
    hmac(key, message).finalize().into_bytes().to_vec()
}

/// Whether this is the keyed hash, compared in constant time.
pub(super) fn is_keyed_hash(key: &[u8; 32], message: &[u8], hash: &[u8]) -> bool {
    hmac(key, message).verify_slice(hash).is_ok()
}

fn hmac(key: &[u8; 32], message: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac
}
