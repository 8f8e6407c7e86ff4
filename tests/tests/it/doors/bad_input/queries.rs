//! Parameters that are none.

use countersign::api_keys::Role;
use reqwest::Method;

use super::case::Case;

/// Every such case.
pub(super) fn cases() -> Vec<Case> {
    [pages(), funnels()].into_iter().flatten().collect()
}

fn pages() -> Vec<Case> {
    let too_long = format!("reason={}", "é".repeat(201));
    let too_long = too_long.as_str();
    let parameters = [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=1e2", "limit"),
        ("limit=%FF", "limit"),
        ("limit=1%00", "limit"),
        ("limit=1&limit=2", "limit"),
        ("after=-1", "after"),
        ("after=1.5", "after"),
        ("after=9223372036854775808", "after"),
        ("after=%EF%BC%91", "after"),
        ("after=1%00", "after"),
        ("before=1", "before"),
        ("reason=", "reason"),
        ("reason=why%0A", "reason"),
        ("reason=%C2%85", "reason"),
        (too_long, "reason"),
        ("reason=a&reason=b", "reason"),
    ];
    let pages = [
        (Role::Auditor, "/v1/accounts/waits-for-code/history"),
        (Role::Analyst, "/v1/log"),
    ];
    pages
        .iter()
        .flat_map(|(role, path)| {
            parameters.map(|(query, field)| get(*role, &format!("{path}?{query}"), field))
        })
        .collect()
}

fn funnels() -> Vec<Case> {
    const FROM: &str = "from=2026-01-01T00:00:00Z";
    const TO: &str = "to=2026-02-01T00:00:00Z";
    let with_from = |rest: &str| format!("{FROM}&{rest}");
    let with_both = |rest: &str| format!("{FROM}&{TO}&{rest}");
    [
        (String::new(), "from"),
        (TO.to_owned(), "from"),
        (FROM.to_owned(), "to"),
        (with_from("to="), "to"),
        (with_from("to=yesterday"), "to"),
        (with_from("to=2026-02-01"), "to"),
        (with_from("to=2026-02-01T00:00:00"), "to"),
        (with_from("to=2026-02-30T00:00:00Z"), "to"),
        (with_from("to=1769904000"), "to"),
        (with_from("to=2026-02-01T00:00:00Z%00"), "to"),
        (with_from("to=2026-01-01T00:00:00Z"), "to"),
        (with_from("to=2025-12-31T00:00:00Z"), "to"),
        (with_from("to=2226-01-01T00:00:00Z"), "to"),
        (with_both("bucket=month"), "bucket"),
        (with_both("bucket=DAY"), "bucket"),
        (with_both("bucket=day%00"), "bucket"),
        (with_both("bucket=day&bucket=week"), "bucket"),
        (with_both("group=day"), "group"),
    ]
    .into_iter()
    .flat_map(|(query, field)| {
        ["enrollment-funnel", "challenge-funnel"].map(|funnel| {
            let path = format!("/v1/analytics/{funnel}?{query}");
            get(Role::Analyst, &path, field)
        })
    })
    .collect()
}

fn get(role: Role, path: &str, field: &'static str) -> Case {
    Case::new("a parameter", (role, Method::GET, path), field)
}
