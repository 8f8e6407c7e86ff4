//! A command asked for again under its idempotency key gets the very same answer.

use countersign::api_keys::Role;
use countersign_tests::{
    portal::{Answer, Portal, password_hash},
    world::World,
};
use reqwest::{Method, StatusCode};
use serde_json::json;

async fn put(portal: &Portal, key: &str, email: &str) -> Answer {
    let body = json!({"email": email, "password_hash": password_hash()});
    let request = portal.request(Role::Portal, Method::PUT, "/v1/accounts/demo");
    Answer::of(request.header("idempotency-key", key).json(&body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_registered_once_and_answered_alike() {
    let world = World::start().await;
    let portal = world.portal();
    let first = put(&portal, "first", "demo@example.com").await;
    let registered = first.expect(StatusCode::CREATED);
    let again = put(&portal, "first", "demo@example.com").await;
    assert_eq!(again.expect(StatusCode::CREATED), registered);

    let same = put(&portal, "second", "demo@example.com").await;
    assert_eq!(same.expect(StatusCode::OK), registered, "nothing was news");
    let same_again = put(&portal, "second", "demo@example.com").await;
    assert_eq!(same_again.expect(StatusCode::OK), registered);

    let other = put(&portal, "first", "other@example.com").await;
    assert_eq!(other.problem(422), "idempotency-mismatch");
    let events: i64 = sqlx::query_scalar("SELECT count(*) FROM events")
        .fetch_one(&mut world.database.admin().await)
        .await
        .expect("the log is there");
    assert_eq!(events, 1);
}
