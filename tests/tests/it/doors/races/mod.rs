//! Two instances, and many requests at once.

pub(super) mod race;

use std::collections::BTreeSet;

use countersign_tests::{
    engine::wrong_codes,
    portal::{Answer, PASSWORD, password_hash},
};
use reqwest::{Method, StatusCode};
use serde_json::json;

use self::race::{Race, said};
use super::steps::wrong_code;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_guesses_at_once_are_worth_no_more_than_five() {
    const RIGHT_ONE: usize = 117;
    let race = Race::prepare().await;
    let (id, right) = race.awaiting_code().await;
    let mut guesses = wrong_codes(&[&right], 199);
    guesses.insert(RIGHT_ONE, right);

    let guesses = guesses.iter().map(|code| json!({"code": code}));
    let mut answers = race.command_at_once(&id, "confirm-code", guesses).await;

    let right = answers.remove(RIGHT_ONE);
    let rejected = race.count("CodeRejected").await;
    let confirmed = race.count("CodeConfirmed").await;
    assert_eq!(confirmed, usize::from(right.status == StatusCode::OK));
    let (state, too_late, wrong_in_a_row) = match (confirmed, rejected) {
        (1, 0..5) => ("awaiting_acknowledgement", "wrong-state", 0),
        (0, 5) => ("awaiting_code", "no-live-code", 5),
        _ => panic!("{rejected} rejected and {confirmed} confirmed"),
    };
    expect_each_counted_once(&answers, rejected);
    let late = answers.iter().filter(|answer| answer.status != 422);
    let late: Vec<_> = late
        .chain((confirmed == 0).then_some(&right))
        .map(|answer| {
            assert_eq!(answer.problem(409), too_late);
            said(answer)
        })
        .collect();
    assert!(
        late.windows(2).all(|pair| pair[0] == pair[1]),
        "who came too late is told more: {late:#?}"
    );
    assert_eq!(race.enrollment(&id).await["state"], state);
    assert_eq!(race.wrong_codes_in_a_row().await, wrong_in_a_row);
}

/// Each rejection in the log is one answer, and each says how many guesses it left.
fn expect_each_counted_once(answers: &[Answer], rejected: usize) {
    let wrong: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 422)
        .map(|answer| {
            assert_eq!(answer.problem(422), "wrong-code");
            answer.body["attempts_left"].as_u64()
        })
        .collect();
    assert_eq!(wrong.len(), rejected);
    let told: BTreeSet<_> = wrong.into_iter().collect();
    let counted: BTreeSet<_> = (0..5).rev().take(rejected).map(Some).collect();
    assert_eq!(told, counted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_right_code_fifty_times_at_once_is_taken_once() {
    let race = Race::prepare().await;
    let (id, right) = race.awaiting_code().await;

    let guesses = vec![json!({"code": right}); 50];
    let answers = race.command_at_once(&id, "confirm-code", guesses).await;

    let (taken, refused): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| answer.status == StatusCode::OK);
    assert_eq!(taken.len(), 1);
    for answer in refused {
        assert_eq!(answer.problem(409), "wrong-state");
        assert_eq!(answer.body["state"], "awaiting_acknowledgement");
    }
    assert_eq!(race.count("CodeConfirmed").await, 1);
    assert_eq!(race.count("CodeRejected").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn forty_setups_at_once_leave_one() {
    let race = Race::prepare().await;

    let setups = vec![json!({"method": "email"}); 40];
    let answers = race
        .post_at_once("/v1/accounts/racer/enrollments", setups)
        .await;

    let (started, refused): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| answer.status == StatusCode::CREATED);
    assert_eq!(started.len(), 1);
    for answer in refused {
        assert_eq!(answer.problem(409), "wrong-state");
        assert_eq!(
            answer.body["enrollment_id"],
            started[0].body["enrollment_id"]
        );
    }
    assert_eq!(race.count("SetupStarted").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_idempotency_key_fifty_times_is_one_command_and_one_answer() {
    let race = Race::prepare().await;
    let account = json!({"email": "demo@example.com", "password_hash": password_hash()});
    let registered = race.repeat(Method::PUT, "/v1/accounts/demo", account).await;
    registered.expect(StatusCode::CREATED);
    assert_eq!(race.count("AccountRegistered").await, 2, "racer and demo");

    let path = "/v1/accounts/demo/enrollments";
    let setup = json!({"method": "email"});
    let started = race.repeat(Method::POST, path, setup).await;
    let started = started.expect(StatusCode::CREATED);
    assert_eq!(race.count("SetupStarted").await, 1);

    let id = started["enrollment_id"].as_str().expect("an id");
    let path = format!("/v1/enrollments/{id}/verify-password");
    let password = json!({"password": PASSWORD});
    let verified = race.repeat(Method::POST, &path, password).await;
    verified.expect(StatusCode::OK);
    assert_eq!(race.count("CodeIssued").await, 1);

    let code = race.first_code().await;
    let path = format!("/v1/enrollments/{id}/confirm-code");
    let rejected = race.repeat(Method::POST, &path, wrong_code(&code)).await;
    assert_eq!(rejected.problem(422), "wrong-code");
    assert_eq!(rejected.body["attempts_left"], 4);
    assert_eq!(race.count("CodeRejected").await, 1);
}
