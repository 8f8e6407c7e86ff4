//! Keys (Ed25519): the log's, a witness's, and what is public of them.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use signed_note::{Signer, Verifier, is_key_name_valid, key_id};
use thiserror::Error;

/// A plain signature of a note (C2SP signed-note).
const PLAIN: u8 = 0x01;
/// A signature with the time it was made at (C2SP tlog-cosignature).
const COSIGNATURE: u8 = 0x04;

/// A key of the log: signs checkpoints. Its name is the log's origin.
pub struct LogKey {
    public: PublicKey,
    private: SigningKey,
}

/// A key of a witness, with the time at which it signs.
pub struct CosignerKey {
    public: PublicKey,
    private: SigningKey,
    at_seconds: u64,
}

/// What is public of a key: the `vkey` of C2SP signed-note, `NAME+HASH+KEY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    kind: u8,
    key: VerifyingKey,
}

/// A text that is no public key of ours, or a name that no key may have.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("it is no Ed25519 verifier key of the form NAME+HASH+KEY")]
pub struct InvalidKey;

impl LogKey {
    /// The key of the log of this name.
    pub fn new(origin: &str, private: &[u8; 32]) -> Result<Self, InvalidKey> {
        let private = SigningKey::from_bytes(private);
        Ok(Self {
            public: PublicKey::new(origin, PLAIN, private.verifying_key())?,
            private,
        })
    }

    /// What is public of it.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }
}

impl CosignerKey {
    /// The key of the witness of this name, which signs at this time, in seconds since 1970-01-01.
    pub fn new(name: &str, private: &[u8; 32], at_seconds: u64) -> Result<Self, InvalidKey> {
        let private = SigningKey::from_bytes(private);
        Ok(Self {
            public: PublicKey::new(name, COSIGNATURE, private.verifying_key())?,
            private,
            at_seconds,
        })
    }

    /// What is public of it.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }
}

impl PublicKey {
    fn new(name: &str, kind: u8, key: VerifyingKey) -> Result<Self, InvalidKey> {
        if !is_key_name_valid(name) || name.chars().any(char::is_control) {
            return Err(InvalidKey);
        }
        let name = name.to_owned();
        Ok(Self { name, kind, key })
    }

    /// The key's name: the log's origin, or the witness's.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a witness's.
    #[must_use]
    pub fn is_cosigner(&self) -> bool {
        self.kind == COSIGNATURE
    }

    fn bytes(&self) -> Vec<u8> {
        [&[self.kind], self.key.as_bytes().as_slice()].concat()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bytes, id) = (STANDARD.encode(self.bytes()), Verifier::key_id(self));
        write!(f, "{}+{id:08x}+{bytes}", self.name)
    }
}

impl FromStr for PublicKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let mut parts = text.splitn(3, '+');
        let (name, _, encoded) = (parts.next(), parts.next(), parts.next());
        let bytes = STANDARD.decode(encoded.ok_or(InvalidKey)?);
        let bytes = bytes.map_err(|_| InvalidKey)?;
        let (&kind, key) = bytes.split_first().ok_or(InvalidKey)?;
        if !matches!(kind, PLAIN | COSIGNATURE) {
            return Err(InvalidKey);
        }
        let key = key.try_into().map_err(|_| InvalidKey)?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| InvalidKey)?;
        let public = Self::new(name.unwrap_or_default(), kind, key)?;
        // In its one form, and so with the hash that its name and bytes have.
        if public.to_string() == text {
            Ok(public)
        } else {
            Err(InvalidKey)
        }
    }
}

impl Verifier for PublicKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        key_id(&self.name, &self.bytes())
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let (signed, signature) = if self.is_cosigner() {
            let Some((at, signature)) = signature.split_first_chunk() else {
                return false;
            };
            (cosigned_text(u64::from_be_bytes(*at), text), signature)
        } else {
            (text.to_vec(), signature)
        };
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(&signed, &signature).is_ok())
    }
}

impl Signer for LogKey {
    fn name(&self) -> &str {
        &self.public.name
    }

    fn key_id(&self) -> u32 {
        Verifier::key_id(&self.public)
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.private.try_sign(text)?.to_vec())
    }
}

impl Signer for CosignerKey {
    fn name(&self) -> &str {
        &self.public.name
    }

    fn key_id(&self) -> u32 {
        Verifier::key_id(&self.public)
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, signature::Error> {
        let signed = self.private.try_sign(&cosigned_text(self.at_seconds, text));
        Ok([
            self.at_seconds.to_be_bytes().as_slice(),
            &signed?.to_bytes(),
        ]
        .concat())
    }
}

/// What a witness signs.
fn cosigned_text(at_seconds: u64, text: &[u8]) -> Vec<u8> {
    let head = format!("cosignature/v1\ntime {at_seconds}\n");
    [head.as_bytes(), text].concat()
}
