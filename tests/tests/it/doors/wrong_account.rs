//! Accounts and enrollments that nothing can be done with: unknown, suspended, erased.

use countersign::api_keys::Role;
use countersign_tests::{
    portal::{Answer, Portal, password_hash},
    world::World,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::steps::{COMMANDS, body_of, bring_to, expect_wrong_state, start_setup};

#[tokio::test(flavor = "multi_thread")]
async fn who_is_unknown_is_not_found() {
    let world = World::start().await;
    let portal = world.portal();
    for (call, answer) in all_about(&portal, "nobody").await {
        assert_eq!(answer.problem(404), "not-found", "{call}");
    }
    let unknown = "00000000-0000-7000-8000-000000000000";
    for (call, answer) in all_of(&portal, unknown).await {
        assert_eq!(answer.problem(404), "not-found", "{call}");
    }
    for (call, answer) in all_of_challenge(&portal, unknown).await {
        assert_eq!(answer.problem(404), "not-found", "{call}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_account_is_in_the_wrong_state_until_it_is_reinstated() {
    let world = World::start().await;
    let portal = world.portal();
    let setup = bring_to(&world, "awaiting_code").await;
    let awaiting = bring_to(&world, "awaiting_acknowledgement").await;
    for account_id in ["awaiting_code", "awaiting_acknowledgement", "new"] {
        put_active(&portal, account_id, false).await;
    }

    let refused = start_setup(&portal, "new").await;
    assert_eq!(refused.problem(409), "wrong-state");
    assert_eq!(refused.body["state"], "suspended");
    expect_wrong_state(&portal, &setup, "suspended", &COMMANDS).await;
    expect_wrong_state(&portal, &awaiting, "suspended", &COMMANDS).await;

    put_active(&portal, "awaiting_acknowledgement", true).await;
    let acknowledged = portal.command(&awaiting, "acknowledge", json!({})).await;
    assert_eq!(acknowledged.expect(StatusCode::OK)["state"], "active");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_account_is_gone_for_ever() {
    let world = World::start().await;
    let portal = world.portal();
    let setup = bring_to(&world, "awaiting_code").await;
    portal.switch_on("protected", &world.smtp).await;
    let (challenge, _) = portal.challenged("protected", "disable", &world.smtp).await;
    let erase = portal.request(Role::Operator, Method::DELETE, "/v1/accounts/protected");
    Answer::of(erase).await.expect(StatusCode::NO_CONTENT);
    for (call, answer) in all_of_challenge(&portal, &challenge).await {
        assert_eq!(answer.problem(410), "gone", "{call}");
    }
    let erase = portal.request(Role::Operator, Method::DELETE, "/v1/accounts/awaiting_code");
    Answer::of(erase).await.expect(StatusCode::NO_CONTENT);

    for (call, answer) in all_about(&portal, "awaiting_code").await {
        assert_eq!(answer.problem(410), "gone", "{call}");
    }
    for (call, answer) in all_of(&portal, &setup).await {
        assert_eq!(answer.problem(410), "gone", "{call}");
    }
    let again = portal.put_account("awaiting_code", "new@example.com").await;
    assert_eq!(again.problem(410), "gone", "its id is used again");
}

/// What every call about an account is answered, but for the one that makes it known.
async fn all_about(portal: &Portal, account_id: &str) -> Vec<(String, Answer)> {
    let method = json!({"method": "email"});
    let purpose = json!({"purpose": "sign-in"});
    let calls = [
        (Role::Portal, Method::GET, "/security", Value::Null),
        (Role::Support, Method::GET, "/history", Value::Null),
        (Role::Portal, Method::POST, "/enrollments", method),
        (Role::Portal, Method::POST, "/challenges", purpose),
        (Role::Support, Method::POST, "/unlock", json!({})),
        (Role::Operator, Method::DELETE, "", Value::Null),
    ];
    let mut answers = Vec::new();
    for (role, http_method, rest, body) in calls {
        let path = format!("/v1/accounts/{account_id}{rest}");
        let call = format!("{http_method} {path}");
        let request = portal.request(role, http_method, &path);
        let request = if body.is_null() {
            request
        } else {
            request.json(&body)
        };
        answers.push((call, Answer::of(request).await));
    }
    answers
}

/// What every call about an enrollment is answered.
async fn all_of(portal: &Portal, enrollment_id: &str) -> Vec<(String, Answer)> {
    let path = format!("/v1/enrollments/{enrollment_id}");
    let mut answers = vec![("GET".to_owned(), portal.get(Role::Portal, &path).await)];
    for command in COMMANDS {
        let answer = portal
            .command(enrollment_id, command, body_of(command))
            .await;
        answers.push((command.to_owned(), answer));
    }
    answers
}

/// What every call about a challenge is answered.
async fn all_of_challenge(portal: &Portal, challenge_id: &str) -> Vec<(String, Answer)> {
    let path = format!("/v1/challenges/{challenge_id}");
    let mut answers = vec![("GET".to_owned(), portal.get(Role::Portal, &path).await)];
    for command in ["issue-code", "confirm-code", "cancel"] {
        let answer = portal
            .challenge(challenge_id, command, body_of(command))
            .await;
        answers.push((command.to_owned(), answer));
    }
    answers
}

async fn put_active(portal: &Portal, account_id: &str, active: bool) {
    let body = json!({
        "email": format!("{account_id}@example.com"),
        "password_hash": password_hash(),
        "active": active,
    });
    let path = format!("/v1/accounts/{account_id}");
    let answer = Answer::of(portal.request(Role::Portal, Method::PUT, &path).json(&body)).await;
    assert!(answer.status.is_success(), "{}", answer.body);
}
