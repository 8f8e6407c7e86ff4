//! Assertions, which anybody may forge who may switch two-factor off: the header, and behind a line's
//! end the claims. Signed by nobody, nothing is taken; signed by the key, only what has the right
//! algorithm and is between these two, about this account and for this purpose.
#![no_main]

use std::sync::LazyLock;

use countersign::fuzzing::{ACCOUNT, AUDIENCE, ISSUER, KEY_ID, Tokens};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

static TOKENS: LazyLock<Tokens> = LazyLock::new(|| Tokens::new().expect("a key"));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(token) = str::from_utf8(bytes) {
        assert!(!TOKENS.takes(token), "{token}");
    }
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    let header = parts.next().unwrap_or_default();
    let claims = parts.next().unwrap_or_default();
    let token = TOKENS.signed(header, claims).expect("it is signed");
    let (unsigned, signature) = token.rsplit_once('.').expect("a signature");
    for forged in ["", &signature[1..]] {
        assert!(!TOKENS.takes(&format!("{unsigned}.{forged}")), "{token}");
    }
    if !TOKENS.takes(&token) {
        return;
    }
    let header = object(header);
    assert_eq!(header["alg"], "EdDSA");
    assert_eq!(header["kid"], KEY_ID);
    let claims = object(claims);
    for (name, right) in [
        ("iss", ISSUER),
        ("aud", AUDIENCE),
        ("sub", ACCOUNT),
        ("purpose", "disable"),
    ] {
        assert_eq!(claims[name], right, "{name}");
    }
    assert!(claims["exp"].as_i64().is_some());
});

fn object(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}
