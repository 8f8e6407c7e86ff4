//! Bodies of requests, to each endpoint that takes one: a body is taken in one canonical form that
//! has no secret, or refused by the field that is wrong, without a word of what was in it.
#![no_main]

use countersign::fuzzing::read_bodies;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// A field's name has 64 characters at most before it is cut; here it may be one of a context.
const FIELD_MAX_CHARACTERS: usize = 64 + "context.".len();

fuzz_target!(|bytes: &[u8]| {
    for (endpoint, read) in read_bodies(bytes) {
        match read {
            Ok(canonical) => {
                let value: Value = serde_json::from_str(&canonical).expect("it is JSON");
                assert_eq!(value.to_string(), canonical, "{endpoint}");
                for secret in ["password", "code"] {
                    assert!(value.get(secret).is_none(), "{endpoint} {canonical}");
                }
            }
            Err(errors) => {
                let [(field, detail)] = &errors[..] else {
                    panic!("{endpoint} names no field: {errors:?}");
                };
                assert!(field.chars().count() <= FIELD_MAX_CHARACTERS, "{field}");
                assert!(detail.is_ascii() && detail.len() < 100, "{field}: {detail}");
            }
        }
    }
});
