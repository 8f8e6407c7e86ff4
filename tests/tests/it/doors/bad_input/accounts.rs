//! What is no account, nor an id of one or of an enrollment.

use countersign::api_keys::Role;
use countersign_tests::portal::password_hash;
use reqwest::Method;
use serde_json::{Value, json};

use super::case::Case;

/// Every such case.
pub(super) fn cases() -> Vec<Case> {
    [
        missing(),
        profiles(),
        password_hashes(),
        account_ids(),
        enrollment_ids(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn profiles() -> Vec<Case> {
    let long_domain = format!("x@{}.example", "d.".repeat(130));
    [
        ("email", json!(null)),
        ("email", json!("")),
        ("email", json!("nobody")),
        ("email", json!("@example.com")),
        ("email", json!("nobody@")),
        ("email", json!("a@b@example.com")),
        ("email", json!("a b@example.com")),
        ("email", json!("a@example.com, b@example.com")),
        ("email", json!("Nobody <nobody@example.com>")),
        ("email", json!("a@example.com\r\nBcc: b@example.com")),
        ("email", json!("a\0@example.com")),
        ("email", json!(long_domain)),
        ("email", json!(["a@example.com"])),
        ("display_name", json!("")),
        ("display_name", json!("x".repeat(101))),
        ("display_name", json!("line\nbreak")),
        ("display_name", json!("nul\0")),
        ("locale", json!("")),
        ("locale", json!("e")),
        ("locale", json!("en_MY.UTF-8")),
        ("locale", json!("en\0")),
        ("locale", json!(7)),
        ("time_zone", json!("")),
        ("time_zone", json!("Mars/Olympus")),
        ("time_zone", json!("+08:00")),
        ("time_zone", json!("UTC\0")),
        ("time_zone", json!(8)),
        ("hosted_domains", json!("example.com")),
        ("hosted_domains", json!([""])),
        ("hosted_domains", json!(["com"])),
        ("hosted_domains", json!(["example.com", "-.example.com"])),
        ("hosted_domains", json!(["nobody@example.com"])),
        ("hosted_domains", json!(["example.com "])),
        ("hosted_domains", json!(["example.com\0"])),
        ("hosted_domains", json!(["192.0.2.1"])),
        (
            "hosted_domains",
            json!([format!("{}.example", "d".repeat(64))]),
        ),
        (
            "hosted_domains",
            json!([format!("{}example", "d.".repeat(130))]),
        ),
        ("hosted_domains", json!([7])),
        ("hosted_domains", json!(vec!["example.com"; 101])),
        ("active", json!("yes")),
        ("active", json!(1)),
        ("account_id", json!("another")),
    ]
    .map(|(field, value)| put(field, &value))
    .into()
}

fn password_hashes() -> Vec<Case> {
    const SALT: &str = "c29tZXNhbHRzb21lc2FsdA";
    const OUTPUT: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let argon2 = |start: &str| json!(format!("${start}${SALT}${OUTPUT}"));
    let mut values = vec![
        json!(null),
        json!(""),
        json!("correct horse battery staple"),
        json!("$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"),
        json!(format!("{}\0", password_hash())),
        json!(format!("$argon2id$v=19$m=19456,t=2,p=1$c29tZQ${OUTPUT}")),
        json!(format!("$argon2id$v=19$m=19456,t=2,p=1${SALT}")),
        json!("$".repeat(10_000)),
    ];
    values.extend(
        [
            "argon2i$v=19$m=19456,t=2,p=1",
            "argon2d$v=19$m=19456,t=2,p=1",
            "argon2id$v=16$m=19456,t=2,p=1",
            "argon2id$v=19$m=65537,t=2,p=1",
            "argon2id$v=19$m=4294967295,t=2,p=1",
            "argon2id$v=19$m=19456,t=11,p=1",
            "argon2id$v=19$m=19456,t=2,p=5",
        ]
        .map(argon2),
    );
    values
        .iter()
        .map(|value| put("password_hash", value))
        .collect()
}

/// A `PUT` of an account that is good but for this field.
fn put(field: &'static str, value: &Value) -> Case {
    let mut body = good();
    body[field] = value.clone();
    put_body(format!("{field} {value:.60}"), field, &body)
}

fn missing() -> Vec<Case> {
    ["email", "password_hash"]
        .map(|field| {
            let mut body = good();
            body.as_object_mut().map(|fields| fields.remove(field));
            put_body(format!("no {field}"), field, &body)
        })
        .into()
}

fn good() -> Value {
    json!({"email": "nobody@example.com", "password_hash": password_hash()})
}

fn put_body(name: String, field: &'static str, body: &Value) -> Case {
    let route = (Role::Portal, Method::PUT, "/v1/accounts/nobody-yet");
    Case::new(name, route, field).json(body.to_string())
}

fn account_ids() -> Vec<Case> {
    let long = "x".repeat(65);
    let ids = [
        "a%20b", "a%2Fb", "a%00", "%FF", "%C3%BC", "a@b", "a:b", "a,b", &long,
    ];
    let routes = [
        (Role::Portal, Method::PUT, ""),
        (Role::Portal, Method::POST, "/enrollments"),
        (Role::Portal, Method::GET, "/security"),
        (Role::Auditor, Method::GET, "/history"),
        (Role::Support, Method::POST, "/unlock"),
        (Role::Operator, Method::DELETE, ""),
    ];
    each(&ids, &routes)
        .map(|(id, (role, method, rest))| {
            let route = (role, method, format!("/v1/accounts/{id}{rest}"));
            Case::new("an id that is none", route, "account_id")
        })
        .collect()
}

fn enrollment_ids() -> Vec<Case> {
    let ids = [
        "1",
        "demo",
        "00000000-0000-7000-8000-00000000000",
        "00000000-0000-7000-8000-00000000000g",
        "00000000-0000-7000-8000-000000000000%00",
        "%FF",
    ];
    let routes = [
        (Role::Support, Method::GET, ""),
        (Role::Portal, Method::POST, "/verify-password"),
        (Role::Portal, Method::POST, "/issue-code"),
        (Role::Portal, Method::POST, "/confirm-code"),
        (Role::Portal, Method::POST, "/acknowledge"),
        (Role::Portal, Method::POST, "/cancel"),
    ];
    each(&ids, &routes)
        .map(|(id, (role, method, rest))| {
            let route = (role, method, format!("/v1/enrollments/{id}{rest}"));
            Case::new("an id that is none", route, "enrollment_id")
        })
        .collect()
}

fn each<'a, T: Clone>(ids: &'a [&str], routes: &'a [T]) -> impl Iterator<Item = (&'a str, T)> {
    ids.iter()
        .flat_map(|id| routes.iter().map(move |route| (*id, route.clone())))
}
