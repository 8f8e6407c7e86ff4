//! What no route is for.

use countersign::api_keys::Role;
use reqwest::Method;

use super::case::Case;

/// Every such case.
pub(super) fn cases() -> Vec<Case> {
    unknown_routes()
        .into_iter()
        .chain(wrong_methods())
        .collect()
}

fn unknown_routes() -> Vec<Case> {
    [
        (Method::GET, "/nowhere"),
        (Method::GET, "/v1"),
        (Method::GET, "/v2/log"),
        (Method::GET, "/v1/log/"),
        (Method::GET, "/v1//log"),
        (Method::GET, "/v1/accounts"),
        (Method::POST, "/v1/accounts/waits-for-code/unlocks"),
        (Method::POST, "/v1/enrollments/{awaiting_code}/Cancel"),
        (Method::GET, "/metrics"),
        (Method::GET, "/readyz"),
    ]
    .map(|(method, path)| refused("an unknown route", method, path, 404, "not-found"))
    .into()
}

fn wrong_methods() -> Vec<Case> {
    [
        (Method::POST, "/v1/accounts/waits-for-code"),
        (Method::GET, "/v1/accounts/waits-for-code/enrollments"),
        (Method::DELETE, "/v1/enrollments/{awaiting_code}"),
        (Method::GET, "/v1/enrollments/{awaiting_code}/confirm-code"),
        (Method::PUT, "/v1/enrollments/{awaiting_code}/cancel"),
        (Method::PATCH, "/v1/accounts/waits-for-code"),
        (Method::POST, "/v1/log"),
        (Method::DELETE, "/v1/log"),
    ]
    .map(|(method, path)| refused("a wrong method", method, path, 405, "method-not-allowed"))
    .into()
}

fn refused(name: &str, method: Method, path: &str, status: u16, slug: &'static str) -> Case {
    Case::new(name, (Role::Portal, method, path), "").refused(status, slug)
}
