//! Wrong passwords and wrong codes: what each of them is told, and when it is too soon or too late.

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_domain::Policy;
use countersign_tests::{
    portal::{Answer, PASSWORD, next_code},
    world::World,
};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::steps::{
    COMMANDS, body_of, bring_to, expect_wait, expect_wrong_state, start_setup, wrong_code,
};

const DAY_SECONDS: u64 = 24 * 60 * 60;

#[tokio::test(flavor = "multi_thread")]
async fn the_fifth_wrong_password_locks_and_the_state_stays() {
    let world = World::start().await;
    let portal = world.portal();
    let id = bring_to(&world, "awaiting_password").await;
    let wrong = json!({"password": "wrong"});
    for attempts_left in (0..5).rev() {
        let answer = portal.command(&id, "verify-password", wrong.clone()).await;
        assert_eq!(answer.problem(422), "wrong-password");
        assert_eq!(answer.body["attempts_left"], attempts_left);
        let locks = answer.body["locked_until"].is_string();
        assert_eq!(locks, attempts_left == 0, "{}", answer.body);
    }
    let right = json!({"password": PASSWORD});
    let locked = portal.command(&id, "verify-password", right).await;
    expect_wait(&locked, "locked", 15 * 60);
    assert!(locked.body["locked_until"].is_string(), "{}", locked.body);

    world.database.shift_clock(TimeDelta::minutes(16)).await;
    let verified = portal.verify_password(&id).await;
    assert_eq!(verified.expect(StatusCode::OK)["state"], "awaiting_code");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_wrong_code_locks_and_support_helps() {
    let policy = Policy {
        wrong_codes_until_lock: 2,
        ..Policy::default()
    };
    let world = World::start_with(1, policy).await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let (id, code) = portal.awaiting_code("demo", &world.smtp).await;
    let first = portal.command(&id, "confirm-code", wrong_code(&code)).await;
    assert_eq!(first.problem(422), "wrong-code");
    assert_eq!(first.body["attempts_left"], 4);
    let last = portal.command(&id, "confirm-code", wrong_code(&code)).await;
    assert_eq!(last.problem(422), "wrong-code");
    assert_eq!(last.body["attempts_left"], 0);
    let locked_until = &last.body["locked_until"];
    assert!(locked_until.is_string(), "{}", last.body);

    for command in ["verify-password", "issue-code", "confirm-code"] {
        let answer = portal.command(&id, command, body_of(command)).await;
        expect_wait(&answer, "locked", DAY_SECONDS);
        assert_eq!(&answer.body["locked_until"], locked_until, "{command}");
    }
    let setup = start_setup(&portal, "demo").await;
    expect_wait(&setup, "locked", DAY_SECONDS);
    assert_eq!(&setup.body["locked_until"], locked_until);
    expect_wrong_state(&portal, &id, "locked", &["acknowledge", "cancel"]).await;

    let unlock = portal.request(Role::Support, Method::POST, "/v1/accounts/demo/unlock");
    Answer::of(unlock).await.expect(StatusCode::OK);
    expect_wrong_state(&portal, &id, "locked", &COMMANDS).await;
    portal.start_setup("demo").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_fifth_wrong_code_there_is_none_to_guess() {
    let world = World::start().await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let (id, code) = portal.awaiting_code("demo", &world.smtp).await;
    for attempts_left in (0..5).rev() {
        let answer = portal.command(&id, "confirm-code", wrong_code(&code)).await;
        assert_eq!(answer.problem(422), "wrong-code");
        assert_eq!(answer.body["attempts_left"], attempts_left);
        assert!(answer.body["locked_until"].is_null(), "{}", answer.body);
    }
    let right = portal
        .command(&id, "confirm-code", json!({"code": code}))
        .await;
    assert_eq!(right.problem(409), "no-live-code");
    assert_eq!(right.body["reason"], "used_up");
    let enrollment = portal
        .get(Role::Portal, &format!("/v1/enrollments/{id}"))
        .await;
    assert_eq!(enrollment.body["state"], "awaiting_code");
    assert_eq!(enrollment.body["code"]["attempts_left"], 0);
    assert_eq!(
        right.body["resend_at"],
        enrollment.body["code"]["resend_at"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_comes_too_soon_is_superseded_and_expires() {
    let world = World::start().await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let (id, first) = portal.awaiting_code("demo", &world.smtp).await;
    let soon = portal.command(&id, "issue-code", json!({})).await;
    expect_wait(&soon, "too-soon", 60);
    let enrollment = portal
        .get(Role::Portal, &format!("/v1/enrollments/{id}"))
        .await;
    assert_eq!(soon.body["resend_at"], enrollment.body["code"]["resend_at"]);

    world.database.shift_clock(TimeDelta::seconds(61)).await;
    let mails = world.smtp.mails().len();
    let issued = portal.command(&id, "issue-code", json!({})).await;
    assert_eq!(issued.expect(StatusCode::OK)["code"]["number"], 2);
    let second = next_code(&world.smtp, mails).await;
    let first = json!({"code": first});
    let superseded = portal.command(&id, "confirm-code", first.clone()).await;
    assert_eq!(superseded.problem(422), "superseded-code");
    assert_eq!(superseded.body["attempts_left"], 4);
    assert_eq!(
        superseded.body["newer_code_sent_at"],
        issued_at(&world).await
    );

    world.database.shift_clock(TimeDelta::minutes(12)).await;
    for code in [first, json!({"code": second})] {
        let expired = portal.command(&id, "confirm-code", code).await;
        assert_eq!(expired.problem(422), "expired-code");
        assert!(expired.body["resend_at"].is_string(), "{}", expired.body);
    }
    let enrollment = portal
        .get(Role::Portal, &format!("/v1/enrollments/{id}"))
        .await;
    assert_eq!(
        enrollment.body["code"]["attempts_left"], 4,
        "it was counted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_too_many_comes_too_soon() {
    let policy = Policy {
        setups_per_hour: 1,
        ..Policy::default()
    };
    let world = World::start_with(1, policy).await;
    bring_to(&world, "cancelled").await;
    let second = start_setup(&world.portal(), "cancelled").await;
    expect_wait(&second, "too-soon", 60 * 60);
}

/// When the newest code was issued, as its event says it.
async fn issued_at(world: &World) -> String {
    sqlx::query_scalar(
        "SELECT payload->>'issued_at' FROM events
         WHERE event_type = 'CodeIssued' ORDER BY position DESC LIMIT 1",
    )
    .fetch_one(&mut world.database.admin().await)
    .await
    .expect("a code was issued")
}
