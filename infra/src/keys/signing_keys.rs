//! The keys that sign assertions (Ed25519): which there are, how they rotate, and which one signs.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation, decode, decode_header,
    encode,
    errors::{Error, ErrorKind},
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgPool;
use zeroize::Zeroizing;

use super::{
    KeyError, MasterKeys,
    rotating::{self, RotatingKey, Rotation},
};

const PURPOSE: &str = "assertion";

/// How long a key is published before it signs: longer than instances take to read it and than
/// whoever verifies keeps the published keys ([`JWKS_MAX_AGE_SECONDS`]).
const PUBLISHED_BEFORE_MINUTES: i64 = 10;

/// How long the published keys may be kept by whoever verifies, in seconds.
pub const JWKS_MAX_AGE_SECONDS: u32 = 300;

/// How long a superseded key is kept beyond the lifetime of its last assertion: as long as the
/// answer that showed one may be asked for again, and an hour.
const GRACE_HOURS: i64 = 25;

/// What stands before a private key of 32 bytes in PKCS #8 (RFC 8410 section 7).
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// The keys that sign assertions, oldest first, at least one.
pub struct SigningKeys(Vec<SigningKey>);

struct SigningKey {
    made_at: DateTime<Utc>,
    private: EncodingKey,
    public: DecodingKey,
    published: Jwk,
}

/// Makes a new signing key, which is published at once and signs some minutes later, and destroys
/// those whose last assertion is long over.
pub async fn rotate_signing_keys(
    masters: &MasterKeys,
    pool: &PgPool,
    assertion_lifetime: TimeDelta,
) -> Result<Rotation, KeyError> {
    let keep = TimeDelta::minutes(PUBLISHED_BEFORE_MINUTES)
        + assertion_lifetime
        + TimeDelta::hours(GRACE_HOURS);
    rotating::rotate(masters, pool, PURPOSE, keep).await
}

/// Every signing key there is; makes the first one.
pub(super) async fn load_or_make(
    masters: &MasterKeys,
    pool: &PgPool,
) -> Result<Arc<SigningKeys>, KeyError> {
    let keys = rotating::load_or_make(masters, pool, PURPOSE).await?;
    let keys = keys.iter().map(SigningKey::new);
    Ok(Arc::new(SigningKeys(keys.collect::<Result<_, _>>()?)))
}

impl SigningKeys {
    /// Signs claims about what happened then. The same claims of the same time give the same token,
    /// whichever instance signs and however often keys were rotated since.
    pub fn sign(&self, claims: &impl Serialize, at: DateTime<Utc>) -> Result<String, KeyError> {
        let key = self
            .in_charge(at)
            .ok_or_else(|| KeyError::Missing("of assertions".to_owned()))?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid.clone_from(&key.published.common.key_id);
        Ok(encode(&header, claims, &key.private)?)
    }

    /// The claims of a token that one of these keys signed, and that `validation` has nothing
    /// against. The key decides on the algorithm, and the token has no say in it.
    pub fn verify<T: DeserializeOwned>(
        &self,
        token: &str,
        mut validation: Validation,
    ) -> Result<T, Error> {
        validation.algorithms = vec![Algorithm::EdDSA];
        let key_id = decode_header(token)?.kid;
        let mut keys = self.0.iter();
        let key = keys.find(|key| key_id.is_some() && key.published.common.key_id == key_id);
        let key = key.ok_or(ErrorKind::InvalidSignature)?;
        let TokenData { claims, .. } = decode(token, &key.public, &validation)?;
        Ok(claims)
    }

    /// What anybody may know of them (RFC 7517 section 5).
    #[must_use]
    pub fn published(&self) -> JwkSet {
        let keys = self.0.iter().map(|key| key.published.clone());
        JwkSet {
            keys: keys.collect(),
        }
    }

    /// The key that signs what happened then: the newest of those that had been published for long
    /// enough. The first one had nobody before it, and signs from the start.
    fn in_charge(&self, at: DateTime<Utc>) -> Option<&SigningKey> {
        let published_before = TimeDelta::minutes(PUBLISHED_BEFORE_MINUTES);
        let mut newest_first = self.0.iter().rev();
        newest_first
            .find(|key| key.made_at + published_before <= at)
            .or(self.0.first())
    }
}

/// For whoever tries out what is taken for an assertion.
#[cfg(any(test, fuzzing))]
impl SigningKeys {
    /// One key that everybody knows.
    pub(crate) fn known(key_id: &str) -> Result<Self, KeyError> {
        let rotating = RotatingKey {
            key_id: key_id.to_owned(),
            key: Zeroizing::new([1; 32]),
            made_at: DateTime::UNIX_EPOCH,
        };
        Ok(Self(vec![SigningKey::new(&rotating)?]))
    }

    /// Signs any text at all.
    pub(crate) fn signature(&self, text: &str) -> Result<String, KeyError> {
        let key = &self.0[0].private;
        Ok(jsonwebtoken::crypto::sign(
            text.as_bytes(),
            key,
            Algorithm::EdDSA,
        )?)
    }
}

impl SigningKey {
    fn new(rotating: &RotatingKey) -> Result<Self, KeyError> {
        let mut der = Zeroizing::new([0; 48]);
        der[..16].copy_from_slice(&PKCS8_PREFIX);
        der[16..].copy_from_slice(&*rotating.key);
        let private = EncodingKey::from_ed_der(&*der);
        let mut published = Jwk::from_encoding_key(&private, Algorithm::EdDSA)?;
        published.common.key_id = Some(rotating.key_id.clone());
        published.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self {
            made_at: rotating.made_at,
            public: DecodingKey::from_jwk(&published)?,
            private,
            published,
        })
    }
}
