//! Headers: the request's names, its idempotency key, and the key of who calls.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, header};
use proptest::{collection::vec, prelude::*};

use super::{config, near};
use crate::http::{
    access::bearer,
    command::{IDEMPOTENCY_KEY, idempotency_key},
    request_id::{RequestId, X_REQUEST_ID},
};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

fn of(name: HeaderName, value: HeaderValue) -> RequestId {
    RequestId::of(&HeaderMap::from_iter([(name, value)]))
}

/// Any bytes that HTTP lets through in a header's value.
fn any_header() -> impl Strategy<Value = HeaderValue> {
    let bytes = prop_oneof![
        vec(
            prop_oneof![Just(b'\t'), b' '..=b'~', 0x80..=0xff_u8],
            0..300
        ),
        "[!-~]{0,300}".prop_map(String::into_bytes),
    ];
    bytes.prop_map(|bytes| HeaderValue::from_bytes(&bytes).expect("no control character"))
}

fn is_visible(value: &HeaderValue, length_max: usize) -> bool {
    let bytes = value.as_bytes();
    matches!(bytes.len(), 1..)
        && bytes.len() <= length_max
        && bytes.iter().all(|byte| (b'!'..=b'~').contains(byte))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn request_ids(value in any_header()) {
        let request_id = of(X_REQUEST_ID, value.clone()).request_id;
        prop_assert_eq!(request_id.as_bytes() == value.as_bytes(), is_visible(&value, 128));
        prop_assert!(is_visible(&request_id.parse().expect("a header's value"), 128));
    }

    #[test]
    fn traces(
        (version, trace, parent) in ("[0-9a-f]{2}|ff", "[0-9a-f]{32}|0{32}", "[0-9a-f]{16}"),
        rest in "|-01|-00-more",
    ) {
        let value = format!("{version}-{trace}-{parent}{rest}");
        let kept = of(TRACEPARENT, value.parse().expect("ASCII")).trace_id == trace;
        let is_one = version != "ff" && trace.contains(|digit| digit != '0');
        prop_assert_eq!(kept, is_one);
    }

    #[test]
    fn a_trace_always_has_its_32_digits(text in near("[0-9a-fA-F]{2}-[0-9a-fA-F]{31,33}-[0-9a-f]{15,17}(-.{0,4})?")) {
        let Ok(value) = HeaderValue::from_str(&text) else { return Ok(()) };
        let trace = of(TRACEPARENT, value).trace_id;
        prop_assert_eq!(trace.len(), 32);
        prop_assert!(trace.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
    }

    #[test]
    fn idempotency_keys(value in any_header(), twice in any::<bool>()) {
        let mut request = Request::post("/").header(IDEMPOTENCY_KEY, &value);
        if twice {
            request = request.header(IDEMPOTENCY_KEY, &value);
        }
        let (parts, ()) = request.body(()).expect("a request").into_parts();
        let key = idempotency_key(&parts);
        prop_assert_eq!(key.is_ok(), !twice && is_visible(&value, 255));
        match key {
            Ok(key) => prop_assert_eq!(key.as_deref().map(str::as_bytes), Some(value.as_bytes())),
            Err(problem) => prop_assert_eq!(&problem.errors()[0].field, "Idempotency-Key"),
        }
    }

    #[test]
    fn bearers((scheme, spaces, key) in ("[Bb]earer|BEARER|Basic|bearer:", " {0,2}", "[!-~]{1,130}")) {
        let value = format!("{scheme}{spaces}{key}").parse().expect("ASCII");
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value)]);
        let is_one = scheme.to_lowercase() == "bearer" && !spaces.is_empty();
        prop_assert_eq!(bearer(&headers), is_one.then_some(key.as_str()));
    }

    #[test]
    fn any_authorization_is_one_or_none(value in any_header()) {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value)]);
        if let Some(key) = bearer(&headers) {
            prop_assert_eq!(key.trim(), key);
        }
    }
}
