//! Assertions: taken is what this service signed, between these two, about this account and for this
//! purpose; all else is none, whatever it looks like.

use std::sync::LazyLock;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proptest::{prelude::*, sample::select, test_runner::Config};
use serde_json::{Value, json};

use super::{config, near};
use crate::http::tokens::{ACCOUNT, AUDIENCE, ISSUER, KEY_ID, Tokens, unsigned};

static TOKENS: LazyLock<Tokens> = LazyLock::new(|| Tokens::new().expect("a key"));

fn header() -> Value {
    json!({"typ": "JWT", "alg": "EdDSA", "kid": KEY_ID})
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": ACCOUNT, "purpose": "disable",
        "amr": ["email_code"], "auth_time": 1_772_611_200, "iat": 1_772_611_200,
        "exp": 1_772_611_500, "jti": "0190b7c0-0000-7000-8000-00000000000c",
        "challenge_id": "0190b7c0-0000-7000-8000-00000000000c",
        "enrollment_id": "0190b7c0-0000-7000-8000-000000000001",
    })
}

fn signed(header: &Value, claims: &Value) -> String {
    let [header, claims] = [header, claims].map(Value::to_string);
    let token = TOKENS.signed(header.as_bytes(), claims.as_bytes());
    token.expect("it is signed")
}

fn right() -> String {
    signed(&header(), &claims())
}

/// A member of an object with something else in it, or without it: `None`.
type Change = (String, Option<Value>);

fn changed(mut object: Value, (name, value): &Change) -> Value {
    let members = object.as_object_mut().expect("an object");
    match value {
        Some(value) => members.insert(name.clone(), value.clone()),
        None => members.remove(name),
    };
    object
}

/// Something else in a header.
fn any_header_change() -> impl Strategy<Value = Change> {
    let algorithms = [
        "none", "nOnE", "HS256", "HS512", "RS256", "PS256", "ES256", "Ed25519", "",
    ];
    let algorithms = algorithms.map(|name| json!(name)).to_vec();
    let no_algorithms = vec![json!(null), json!(7), json!(["EdDSA"])];
    let key_ids = vec![json!("other"), json!(""), json!(null), json!([KEY_ID])];
    prop_oneof![
        with("alg", select(algorithms)),
        with("alg", select(no_algorithms)),
        with("kid", select(key_ids)),
        without(vec!["alg", "kid"]),
    ]
}

/// Something else in what an assertion has to say.
fn any_claim_change() -> impl Strategy<Value = Change> {
    let any_text = || {
        prop_oneof![
            "[a-z]{0,8}".prop_map(Value::from),
            select(vec![
                json!(null),
                json!(true),
                json!(7),
                json!([]),
                json!({})
            ]),
            select(vec![ISSUER, AUDIENCE, ACCOUNT, "disable"]).prop_map(|right| json!([right])),
            select(vec!["Disable", "demo ", "other"]).prop_map(Value::from),
        ]
        .prop_filter("these are right", |text| {
            [ISSUER, AUDIENCE, ACCOUNT, "disable"]
                .map(Value::from)
                .iter()
                .all(|right| right != text)
        })
    };
    let other_purposes = vec![json!("sign-in"), json!("step-up")];
    let no_id = || select(vec![json!(null), json!("x"), json!(7), json!(ACCOUNT)]);
    let no_time = select(vec![
        json!(null),
        json!("1"),
        json!(-1),
        json!(1.5),
        json!(1e300),
    ]);
    prop_oneof![
        with("iss", any_text()),
        with("aud", any_text()),
        with("sub", any_text()),
        with("purpose", any_text()),
        with("purpose", select(other_purposes)),
        with("challenge_id", no_id()),
        with("enrollment_id", no_id()),
        with("exp", no_time),
        without(vec![
            "iss",
            "aud",
            "sub",
            "purpose",
            "exp",
            "challenge_id",
            "enrollment_id",
            "jti"
        ]),
    ]
}

fn with(name: &str, value: impl Strategy<Value = Value>) -> impl Strategy<Value = Change> {
    value.prop_map(move |value| (name.to_owned(), Some(value)))
}

fn without(names: Vec<&'static str>) -> impl Strategy<Value = Change> {
    select(names).prop_map(|name| (name.to_owned(), None))
}

/// JSON that goes so many levels down.
fn deep(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

proptest! {
    // Cheap, and there is much that can be else.
    #![proptest_config(Config { cases: 1_024, ..config() })]

    #[test]
    fn one_thing_else_in_what_is_signed_makes_it_none(
        of_header in proptest::option::of(any_header_change()),
        of_claims in proptest::option::of(any_claim_change()),
    ) {
        let header = of_header.iter().fold(header(), changed);
        let claims = of_claims.iter().fold(claims(), changed);
        let token = signed(&header, &claims);
        let is_right = of_header.is_none() && of_claims.is_none();
        prop_assert_eq!(TOKENS.takes(&token), is_right, "{:?} {:?}", of_header, of_claims);
    }

    #[test]
    fn what_an_assertion_need_not_say_makes_no_difference(
        name in "x[a-z]{1,8}",
        value in select(vec![json!(null), json!("x"), json!([1]), json!({"alg": "none"})]),
    ) {
        let change = (name, Some(value));
        prop_assert!(TOKENS.takes(&signed(&changed(header(), &change), &changed(claims(), &change))));
    }

    #[test]
    fn a_token_that_was_cut_or_changed_anywhere_is_none(
        at in any::<prop::sample::Index>(),
        other in "[!-~]{0,3}",
        goes_on in any::<bool>(),
    ) {
        let right = right();
        let at = at.index(right.len());
        let rest = if goes_on { right.get(at + 1..).unwrap_or_default() } else { "" };
        let token = format!("{}{other}{rest}", &right[..at]);
        prop_assert_eq!(TOKENS.takes(&token), token == right, "{}", token);
    }

    #[test]
    fn nobody_else_signs(
        algorithm in select(vec![Algorithm::HS256, Algorithm::HS384, Algorithm::HS512]),
        key in any::<[u8; 32]>(),
        public in 0..4_usize,
    ) {
        let published = TOKENS.keys.published();
        let x = serde_json::to_value(&published).expect("JSON")["keys"][0]["x"].clone();
        let x = x.as_str().expect("a point").to_owned();
        let known = [
            x.clone().into_bytes(),
            serde_json::to_vec(&published.keys[0]).expect("JSON"),
            KEY_ID.as_bytes().to_vec(),
            key.to_vec(),
        ];
        let named = |algorithm| Header { kid: Some(KEY_ID.to_owned()), ..Header::new(algorithm) };
        let secret = EncodingKey::from_secret(&known[public]);
        let by_secret = encode(&named(algorithm), &claims(), &secret).expect("it is signed");
        prop_assert!(!TOKENS.takes(&by_secret));
        // An Ed25519 key of somebody else's, in PKCS #8.
        let own = [&b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20"[..], &key].concat();
        let own = EncodingKey::from_ed_der(&own);
        let by_own = encode(&named(Algorithm::EdDSA), &claims(), &own).expect("it is signed");
        prop_assert!(!TOKENS.takes(&by_own));
    }

    #[test]
    fn as_deep_or_long_as_it_may_be_it_is_none(
        in_header in 0..1_400_usize,
        in_claims in 0..1_400_usize,
        signature in "[A-Za-z0-9_-]{0,86}",
    ) {
        let inner = [header(), claims()].map(|object| object.to_string());
        let [header, claims] = [(&inner[0], in_header), (&inner[1], in_claims)]
            .map(|(object, levels)| object.replacen('{', &format!("{{\"x\":{},", deep(levels.max(1))), 1));
        let token = unsigned(header.as_bytes(), claims.as_bytes());
        let token = format!("{token}.{signature}");
        prop_assert!(!TOKENS.takes(&token));
    }

    #[test]
    fn any_text_is_none(
        text in near("[!-~]{0,4096}|([A-Za-z0-9_-]{0,600}\\.){0,6}|eyJhbGciOiJub25lIn0\\.[A-Za-z0-9_-]{0,40}\\."),
    ) {
        prop_assert!(!TOKENS.takes(&text));
    }
}
