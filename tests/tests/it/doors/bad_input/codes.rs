//! What is no code: refused as input, and never counted as a guess.

use serde_json::{Value, json};

use super::case::Case;

const CONFIRM_CODE: &str = "/v1/enrollments/{awaiting_code}/confirm-code";

/// Every such case.
pub(super) fn cases() -> Vec<Case> {
    texts()
        .into_iter()
        .map(Value::from)
        .chain(other_types())
        .map(|code| {
            let body = json!({"code": code}).to_string();
            Case::post(format!("code {code:.40}"), CONFIRM_CODE, body, "code")
        })
        .collect()
}

fn texts() -> Vec<String> {
    let texts = [
        "",
        " ",
        "12345",
        "1234567",
        "12345678",
        "123456789",
        "abcdef",
        "12345a",
        "１２３４５６",
        "١٢٣٤٥٦",
        "1e5",
        "1e5000",
        "+12345",
        "-12345",
        "123.45",
        "0x1234",
        "123-456",
        "12345\0",
        "123456\0",
        "123456\n123456",
    ];
    let mut texts: Vec<String> = texts.map(str::to_owned).into();
    texts.push("1".repeat(10_000));
    texts
}

fn other_types() -> [Value; 7] {
    [
        json!(null),
        json!(true),
        json!(123_456),
        json!(1.5),
        json!([]),
        json!(["123456"]),
        json!({"code": "123456"}),
    ]
}
