//! The secrets of the pages: in a cookie, a URL or a form, and nowhere else in clear.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::entropy;

/// The longest text that is looked up as a token, in bytes; ours are shorter.
const PRESENTED_MAX_BYTES: usize = 64;

/// A secret of 256 bits. It has no `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Token(String);

impl Token {
    /// A fresh one.
    pub(super) fn make() -> Self {
        Self(entropy::random_token())
    }

    /// One that was presented; `None` for what can be none.
    pub(super) fn presented(text: &str) -> Option<Self> {
        (1..=PRESENTED_MAX_BYTES)
            .contains(&text.len())
            .then(|| Self(text.to_owned()))
    }

    /// The token, for whom it is made for.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored of it. It carries 256 random bits, so a plain hash is enough.
    pub(super) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }

    /// What a form of the browser that has this token carries, so that no other site can send it.
    pub(super) fn csrf(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.csrf_mac().finalize().into_bytes())
    }

    /// Whether a form carries it, compared in constant time.
    pub(super) fn is_csrf(&self, text: &str) -> bool {
        BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .is_ok_and(|given| self.csrf_mac().verify_slice(&given).is_ok())
    }

    fn csrf_mac(&self) -> Hmac<Sha256> {
        let mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes());
        mac.expect("HMAC takes keys of any length")
            .chain_update(b"countersign csrf")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_the_token_of_its_browser_alone() {
        let (token, other) = (Token::make(), Token::make());
        assert!(token.is_csrf(&token.csrf()));
        assert!(!token.is_csrf(&other.csrf()));
        assert!(!token.is_csrf(""));
        assert!(!token.is_csrf(token.expose()));
    }
}
