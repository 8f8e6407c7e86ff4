//! Two instances, and many requests at once.

use std::{collections::BTreeSet, sync::Arc};

use countersign::api_keys::Role;
use countersign_domain::Policy;
use countersign_tests::{
    engine::wrong_codes,
    portal::{Answer, PASSWORD, Portal, password_hash},
    world::World,
};
use futures::future::join_all;
use reqwest::{Method, RequestBuilder, StatusCode, header};
use serde_json::{Value, json};
use tokio::sync::Barrier;

use super::steps::wrong_code;

/// Two instances and an account.
struct Race {
    world: World,
    portals: [Portal; 2],
}

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
    assert!(
        if confirmed == 1 {
            rejected < 5
        } else {
            rejected == 5
        },
        "{rejected} rejected and {confirmed} confirmed"
    );
    expect_each_counted_once(&answers, rejected);
    let (state, too_late) = if confirmed == 1 {
        ("awaiting_acknowledgement", "wrong-state")
    } else {
        ("awaiting_code", "no-live-code")
    };
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
    let in_a_row = if confirmed == 1 { 0 } else { rejected };
    assert_eq!(race.wrong_codes_in_a_row().await, in_a_row);
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

    let code = countersign_tests::portal::next_code(&race.world.smtp, 0).await;
    let path = format!("/v1/enrollments/{id}/confirm-code");
    let rejected = race.repeat(Method::POST, &path, wrong_code(&code)).await;
    assert_eq!(rejected.problem(422), "wrong-code");
    assert_eq!(rejected.body["attempts_left"], 4);
    assert_eq!(race.count("CodeRejected").await, 1);
}

impl Race {
    async fn prepare() -> Self {
        let world = World::start_with(2, Policy::default()).await;
        let portals = [world.portal_of(0), world.portal_of(1)];
        let registered = portals[0].put_account("racer", "racer@example.com").await;
        registered.expect(StatusCode::CREATED);
        Self { world, portals }
    }

    async fn awaiting_code(&self) -> (String, String) {
        self.portals[0]
            .awaiting_code("racer", &self.world.smtp)
            .await
    }

    async fn command_at_once(
        &self,
        enrollment_id: &str,
        command: &str,
        bodies: impl IntoIterator<Item = Value>,
    ) -> Vec<Answer> {
        let path = format!("/v1/enrollments/{enrollment_id}/{command}");
        self.post_at_once(&path, bodies).await
    }

    /// Posts all of these at once, over both instances; the answers in their order.
    async fn post_at_once(
        &self,
        path: &str,
        bodies: impl IntoIterator<Item = Value>,
    ) -> Vec<Answer> {
        let requests = bodies.into_iter().enumerate().map(|(number, body)| {
            self.portals[number % 2]
                .request(Role::Portal, Method::POST, path)
                .json(&body)
        });
        at_once(requests.collect()).await
    }

    /// Asks fifty times at once under one key, over both instances; the one answer there is.
    async fn repeat(&self, method: Method, path: &str, body: Value) -> Answer {
        let requests = (0..50).map(|number| {
            self.portals[number % 2]
                .request(Role::Portal, method.clone(), path)
                .header("idempotency-key", "once")
                .json(&body)
        });
        let mut answers = at_once(requests.collect()).await;
        let first = answers.pop().expect("fifty answers");
        for answer in answers {
            assert_eq!(said(&answer), said(&first), "two answers to one command");
        }
        first
    }

    async fn enrollment(&self, enrollment_id: &str) -> Value {
        let path = format!("/v1/enrollments/{enrollment_id}");
        let answer = self.portals[1].get(Role::Portal, &path).await;
        answer.expect(StatusCode::OK).clone()
    }

    async fn count(&self, event_type: &str) -> usize {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM events WHERE event_type = $1")
            .bind(event_type)
            .fetch_one(&mut self.world.database.admin().await)
            .await
            .expect("the log is there");
        usize::try_from(count).expect("a count")
    }

    async fn wrong_codes_in_a_row(&self) -> usize {
        let count: i32 = sqlx::query_scalar(
            "SELECT (limits->>'wrong_codes')::int FROM accounts WHERE account_id = 'racer'",
        )
        .fetch_one(&mut self.world.database.admin().await)
        .await
        .expect("the account has its row");
        usize::try_from(count).expect("a count")
    }
}

/// What these requests are answered, all sent at once. Whoever is told that the same request is
/// under way asks again.
async fn at_once(requests: Vec<RequestBuilder>) -> Vec<Answer> {
    let start = Arc::new(Barrier::new(requests.len()));
    let answers = requests.into_iter().map(|request| {
        let start = Arc::clone(&start);
        tokio::spawn(async move {
            start.wait().await;
            loop {
                let again = request.try_clone().expect("a body that was read whole");
                let answer = Answer::of(again).await;
                if answer.body["type"] != "urn:countersign:problem:in-flight" {
                    return answer;
                }
                assert_eq!(answer.status, StatusCode::CONFLICT);
            }
        })
    });
    let answers = join_all(answers).await;
    answers
        .into_iter()
        .map(|answer| answer.expect("no panic"))
        .collect()
}

/// All that an answer says, but for the request's own id.
fn said(answer: &Answer) -> (StatusCode, Option<&header::HeaderValue>, Value) {
    let mut body = answer.body.clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("request_id");
    }
    (answer.status, answer.headers.get(header::LOCATION), body)
}
