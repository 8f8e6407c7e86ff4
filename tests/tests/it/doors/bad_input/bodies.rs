//! Bodies that are none, whichever command they are for.

use countersign_tests::portal::PASSWORD;
use serde_json::json;

use super::case::Case;

const START_SETUP: &str = "/v1/accounts/nobody-yet/enrollments";
const VERIFY_PASSWORD: &str = "/v1/enrollments/{awaiting_password}/verify-password";
const ISSUE_CODE: &str = "/v1/enrollments/{awaiting_code}/issue-code";
const CONFIRM_CODE: &str = "/v1/enrollments/{awaiting_code}/confirm-code";
const CANCEL: &str = "/v1/enrollments/{awaiting_code}/cancel";

const BODY_MAX_BYTES: usize = 64 * 1024;

/// Every such case.
pub(super) fn cases() -> Vec<Case> {
    [
        not_json(),
        not_the_fields(),
        fields(),
        contexts(),
        envelopes(),
        idempotency_keys(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn not_json() -> Vec<Case> {
    let deep = "[".repeat(10_000);
    let bodies: [(&str, &[u8]); 7] = [
        ("cut short", br#"{"password":"#),
        ("two of them", b"{} {}"),
        ("single quotes", b"{'password':'x'}"),
        ("a form", b"password=x"),
        ("not UTF-8", b"{\"password\":\"\xff\"}"),
        ("a bare NUL", b"{\"password\":\"\0\"}"),
        ("nested without end", deep.as_bytes()),
    ];
    bodies
        .into_iter()
        .map(|(name, body)| Case::post(name, VERIFY_PASSWORD, body, "body"))
        .collect()
}

fn not_the_fields() -> Vec<Case> {
    [
        ("an array", VERIFY_PASSWORD, r#"["x"]"#, "body"),
        ("a string", VERIFY_PASSWORD, r#""x""#, "body"),
        ("null", VERIFY_PASSWORD, "null", "body"),
        ("empty", VERIFY_PASSWORD, "", "password"),
        ("no password", VERIFY_PASSWORD, "{}", "password"),
        ("no code", CONFIRM_CODE, "{}", "code"),
        ("no method", START_SETUP, "{}", "method"),
        ("unknown", CANCEL, r#"{"force":true}"#, "force"),
        ("unknown", ISSUE_CODE, r#"{"number":2}"#, "number"),
        (
            "unknown beside a known one",
            START_SETUP,
            r#"{"method":"email","email":"x@example.com"}"#,
            "email",
        ),
        (
            "twice",
            VERIFY_PASSWORD,
            r#"{"password":"x","password":"y"}"#,
            "password",
        ),
    ]
    .map(|(name, path, body, field)| Case::post(name, path, body, field))
    .into()
}

fn fields() -> Vec<Case> {
    let password = |value| (VERIFY_PASSWORD, "password", value);
    let method = |value| (START_SETUP, "method", value);
    [
        password(json!("")),
        password(json!("x".repeat(1_025))),
        password(json!(null)),
        password(json!(123_456)),
        password(json!([PASSWORD])),
        method(json!("")),
        method(json!("sms")),
        method(json!("Email")),
        method(json!("email\0")),
        method(json!(null)),
        method(json!(1)),
        method(json!({"email": {}})),
    ]
    .map(|(path, field, value)| {
        let body = json!({field: value}).to_string();
        Case::post(format!("{field} {value:.40}"), path, body, field)
    })
    .into()
}

fn contexts() -> Vec<Case> {
    [
        ("context", json!("203.0.113.7")),
        ("context", json!([])),
        ("context.ip", json!({"ip": "localhost"})),
        ("context.ip", json!({"ip": "203.0.113.700"})),
        ("context.ip", json!({"ip": "203.0.113.7:80"})),
        ("context.ip", json!({"ip": "203.0.113.7\0"})),
        ("context.ip", json!({"ip": 1})),
        ("context.user_agent", json!({"user_agent": "x".repeat(513)})),
        ("context.user_agent", json!({"user_agent": "a\0b"})),
        ("context.language", json!({"language": "not a tag"})),
        ("context.language", json!({"language": "en\0"})),
        ("context.port", json!({"port": 443})),
    ]
    .map(|(field, context)| {
        let body = json!({"context": context}).to_string();
        Case::post(format!("{context:.40}"), CANCEL, body, field)
    })
    .into()
}

fn envelopes() -> Vec<Case> {
    let cancel = |name| Case::post(name, CANCEL, "{}", "body");
    let padded = format!("{}{{}}", " ".repeat(BODY_MAX_BYTES - 1));
    let of_another_type = |name, content_type| {
        cancel(name)
            .typed(content_type)
            .refused(415, "unsupported-media-type")
    };
    vec![
        cancel("a byte beyond 64 KiB")
            .json(padded)
            .refused(413, "too-large"),
        of_another_type("no type", None),
        of_another_type("text", Some("text/plain")),
        of_another_type("a form", Some("application/x-www-form-urlencoded")),
    ]
}

fn idempotency_keys() -> Vec<Case> {
    let long = "x".repeat(256);
    let keys: [(&str, &[&str]); 5] = [
        ("an empty key", &[""]),
        ("a key of two words", &["two words"]),
        ("a key that is not ASCII", &["schlüssel"]),
        ("a key of 256 characters", &[&long]),
        ("two keys", &["one", "two"]),
    ];
    keys.into_iter()
        .map(|(name, keys)| {
            let case = Case::post(name, CANCEL, "{}", "Idempotency-Key");
            keys.iter()
                .fold(case, |case, key| case.header("idempotency-key", *key))
        })
        .collect()
}
