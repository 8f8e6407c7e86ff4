//! Steps of a setup, and refusals, as these tests say them.

use countersign::api_keys::Role;
use countersign_tests::{
    engine::wrong_codes,
    portal::{Answer, PASSWORD, Portal},
    world::{BOUND, World},
};
use reqwest::{StatusCode, header};
use serde_json::{Value, json};

/// The commands to an enrollment, by their routes.
pub(super) const COMMANDS: [&str; 5] = [
    "verify-password",
    "issue-code",
    "confirm-code",
    "acknowledge",
    "cancel",
];

/// A body that is good for a command.
pub(super) fn body_of(command: &str) -> Value {
    match command {
        "verify-password" => json!({"password": PASSWORD}),
        "confirm-code" => json!({"code": "123456"}),
        _ => json!({}),
    }
}

/// A body with a code other than this.
pub(super) fn wrong_code(right: &str) -> Value {
    json!({"code": wrong_codes(&[right], 1)[0]})
}

/// What starting a setup is answered.
pub(super) async fn start_setup(portal: &Portal, account_id: &str) -> Answer {
    let path = format!("/v1/accounts/{account_id}/enrollments");
    portal.post(&path, json!({"method": "email"})).await
}

/// An enrollment that stands there, of a new account that is called like the state.
pub(super) async fn bring_to(world: &World, state: &str) -> String {
    let portal = world.portal();
    let email = format!("{state}@example.com");
    portal.put_account(state, &email).await;
    let id = match state {
        "awaiting_password" => portal.start_setup(state).await,
        "awaiting_code" => portal.awaiting_code(state, &world.smtp).await.0,
        "awaiting_acknowledgement" => confirmed(world, state).await,
        "active" => {
            let id = confirmed(world, state).await;
            let answer = portal.command(&id, "acknowledge", json!({})).await;
            answer.expect(StatusCode::OK);
            id
        }
        "cancelled" => {
            let id = portal.start_setup(state).await;
            let answer = portal.command(&id, "cancel", json!({})).await;
            answer.expect(StatusCode::OK);
            id
        }
        _ => panic!("nobody knows the way to {state}"),
    };
    let path = format!("/v1/enrollments/{id}");
    let enrollment = portal.get(Role::Portal, &path).await;
    assert_eq!(enrollment.body["state"], state);
    id
}

async fn confirmed(world: &World, account_id: &str) -> String {
    let portal = world.portal();
    let (id, code) = portal.awaiting_code(account_id, &world.smtp).await;
    let confirm = json!({"code": code});
    let answer = portal.command(&id, "confirm-code", confirm).await;
    answer.expect(StatusCode::OK);
    id
}

/// Each of these commands is refused, since the enrollment stands there.
pub(super) async fn expect_wrong_state(
    portal: &Portal,
    enrollment_id: &str,
    state: &str,
    commands: &[&str],
) {
    for command in commands {
        let answer = portal
            .command(enrollment_id, command, body_of(command))
            .await;
        let told = (answer.problem(409), answer.body["state"].as_str());
        assert_eq!(told, ("wrong-state", Some(state)), "{command}");
    }
}

/// It is to be asked again, after so many seconds at most.
#[track_caller]
pub(super) fn expect_wait(answer: &Answer, slug: &str, seconds_max: u64) {
    assert_eq!(answer.problem(429), slug);
    let retry_after = answer.headers.get(header::RETRY_AFTER);
    let seconds = retry_after
        .and_then(|seconds| seconds.to_str().ok())
        .and_then(|seconds| seconds.parse::<u64>().ok())
        .expect("Retry-After is in whole seconds");
    assert!(
        (seconds_max - BOUND.as_secs()..=seconds_max).contains(&seconds),
        "to wait {seconds} of {seconds_max} seconds"
    );
}
