//! The secrets of the pages: in a cookie, a URL or a form, and nowhere else in clear.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{entropy, keys::Keyring};

/// The longest text that is looked up as a token, in bytes; ours are shorter.
const PRESENTED_MAX_BYTES: usize = 96;
/// Between what is secret of a token that came after another one, and what its forms go by.
const FORMS_BEHIND: char = '.';

/// A secret of 256 bits. It has no `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Token(String);

impl Token {
    /// A fresh one.
    pub(super) fn make() -> Self {
        Self(entropy::random_token())
    }

    /// The one that comes after another one, always the same, so that it is no matter which of two
    /// answers gives it to the browser. It takes the forms of the one before, which are open in other
    /// tabs, and has of it what forms go by; who had that one learns nothing of this one.
    pub(super) fn after(before: &Self, keyring: &Keyring) -> Self {
        let named = Zeroizing::new(format!("page session after\n{}", before.0));
        Self::with_forms_of(before, keyring.fingerprint(named.as_bytes()))
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

    fn with_forms_of(before: &Self, secret: Vec<u8>) -> Self {
        let secret = Zeroizing::new(secret);
        let secret = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(&*secret));
        Self(format!("{}{FORMS_BEHIND}{}", *secret, before.forms()))
    }

    fn csrf_mac(&self) -> Hmac<Sha256> {
        let mac = Hmac::<Sha256>::new_from_slice(self.forms().as_bytes());
        mac.expect("HMAC takes keys of any length")
            .chain_update(b"countersign csrf")
    }

    fn forms(&self) -> &str {
        let behind = self.0.split_once(FORMS_BEHIND);
        behind.map_or(&self.0, |(_, forms)| forms)
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

    #[test]
    fn a_token_takes_the_forms_of_those_before_it_and_is_another_secret() {
        let first = Token::make();
        let second = Token::with_forms_of(&first, vec![1; 32]);
        let third = Token::with_forms_of(&second, vec![2; 32]);
        assert!(second.is_csrf(&first.csrf()) && third.is_csrf(&first.csrf()));
        assert!(!third.is_csrf(&Token::make().csrf()));
        for before in [&first, &second] {
            assert!(before.hash() != third.hash());
        }
        let presented = Token::presented(third.expose());
        assert!(presented.is_some_and(|presented| presented.hash() == third.hash()));
    }
}
