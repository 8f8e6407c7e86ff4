//! The one place of randomness: keys, tokens, nonces and ids are made here and nowhere else, all of
//! them from the operating system's generator. `domain` gets what it needs of it passed in.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use uuid::Uuid;

const TOKEN_BYTES: usize = 32;

/// `N` bytes that nobody can guess: a key, a nonce.
///
/// # Panics
///
/// When the operating system has no randomness to give, in which case nothing here may go on.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place of randomness"
)]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// A secret of 256 bits that fits a header, a URL, a file and a cookie: base64url without padding
/// (RFC 4648 section 5), 43 characters.
#[must_use]
pub fn random_token() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(random_bytes::<TOKEN_BYTES>())
}

/// A fresh id (UUID version 7, RFC 9562 section 5.7): ids made later sort later, which keeps
/// indexes compact. Nothing reads the time out of it, so the instance's clock is good enough.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that makes ids"
)]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_carries_256_bits_and_is_never_the_same() {
        let token = random_token();
        assert_eq!(
            BASE64_URL_SAFE_NO_PAD
                .decode(&token)
                .map(|bytes| bytes.len()),
            Ok(TOKEN_BYTES)
        );
        assert_ne!(token, random_token());
    }

    #[test]
    fn ids_made_later_sort_later() {
        let ids: Vec<Uuid> = (0..1_000).map(|_| new_id()).collect();
        assert!(ids.is_sorted_by(|earlier, later| earlier < later));
    }
}
