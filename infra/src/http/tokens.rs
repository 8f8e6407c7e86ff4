//! Tokens for whoever tries out what is taken for an assertion. Compiled for fuzz
//! targets and tests.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use countersign_domain::{AccountId, ChallengePurpose};

use super::assertion::Parties;
use crate::keys::{KeyError, SigningKeys};

/// The id of the key that signs.
pub const KEY_ID: &str = "known";
/// Who makes assertions.
pub const ISSUER: &str = "https://codes.example";
/// Whom they are for.
pub const AUDIENCE: &str = "shop";
/// Whom they are about.
pub const ACCOUNT: &str = "demo";

/// Takes tokens as `disable` does, by a key that everybody knows.
pub struct Tokens {
    pub(super) keys: SigningKeys,
}

impl Tokens {
    /// Takes those of the key, the parties and the account named above.
    pub fn new() -> Result<Self, KeyError> {
        let keys = SigningKeys::known(KEY_ID)?;
        Ok(Self { keys })
    }

    /// Any header and claims at all, signed all the same.
    pub fn signed(&self, header: &[u8], claims: &[u8]) -> Result<String, KeyError> {
        let text = unsigned(header, claims);
        let signature = self.keys.signature(&text)?;
        Ok(format!("{text}.{signature}"))
    }

    /// Whether two-factor may be switched off by it, as far as a token can tell.
    ///
    /// # Panics
    ///
    /// When the account has no account id.
    #[must_use]
    pub fn takes(&self, token: &str) -> bool {
        let account_id: AccountId = ACCOUNT.parse().expect("an account id");
        let parties = Parties {
            issuer: ISSUER,
            audience: AUDIENCE,
        };
        let subject = (&account_id, ChallengePurpose::Disable);
        parties.verify(token, subject, &self.keys).is_some()
    }
}

/// What a token's signature is of.
pub(super) fn unsigned(header: &[u8], claims: &[u8]) -> String {
    let [header, claims] = [header, claims].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part));
    format!("{header}.{claims}")
}
