//! The race, and what came of it.

use std::sync::Arc;

use countersign::api_keys::Role;
use countersign_domain::Policy;
use countersign_tests::{
    portal::{Answer, Portal, next_code},
    world::World,
};
use futures::future::join_all;
use reqwest::{Method, RequestBuilder, StatusCode, header};
use serde_json::Value;
use tokio::sync::Barrier;

/// Two instances and an account.
pub(super) struct Race {
    world: World,
    portals: [Portal; 2],
}

impl Race {
    /// Two instances that nothing has happened on but the account's registration.
    pub(super) async fn prepare() -> Self {
        let world = World::start_with(2, Policy::default()).await;
        let portals = [world.portal_of(0), world.portal_of(1)];
        let registered = portals[0].put_account("racer", "racer@example.com").await;
        registered.expect(StatusCode::CREATED);
        Self { world, portals }
    }

    /// The account's setup that waits for its code, and that code.
    pub(super) async fn awaiting_code(&self) -> (String, String) {
        self.portals[0]
            .awaiting_code("racer", &self.world.smtp)
            .await
    }

    /// The first code that was mailed.
    pub(super) async fn first_code(&self) -> String {
        next_code(&self.world.smtp, 0).await
    }

    /// Submits all of these at once, over both instances; the answers in their order.
    pub(super) async fn command_at_once(
        &self,
        enrollment_id: &str,
        command: &str,
        bodies: impl IntoIterator<Item = Value>,
    ) -> Vec<Answer> {
        let path = format!("/v1/enrollments/{enrollment_id}/{command}");
        self.post_at_once(&path, bodies).await
    }

    /// Posts all of these at once, over both instances; the answers in their order.
    pub(super) async fn post_at_once(
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
    pub(super) async fn repeat(&self, method: Method, path: &str, body: Value) -> Answer {
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

    /// Where an enrollment stands.
    pub(super) async fn enrollment(&self, enrollment_id: &str) -> Value {
        let path = format!("/v1/enrollments/{enrollment_id}");
        let answer = self.portals[1].get(Role::Portal, &path).await;
        answer.expect(StatusCode::OK).clone()
    }

    /// How many events of this type the log has.
    pub(super) async fn count(&self, event_type: &str) -> usize {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM events WHERE event_type = $1")
            .bind(event_type)
            .fetch_one(&mut self.world.database.admin().await)
            .await
            .expect("the log is there");
        usize::try_from(count).expect("a count")
    }

    /// What the account's row counts.
    pub(super) async fn wrong_codes_in_a_row(&self) -> usize {
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
pub(in crate::doors) async fn at_once(requests: Vec<RequestBuilder>) -> Vec<Answer> {
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
pub(in crate::doors) fn said(answer: &Answer) -> (StatusCode, Option<&header::HeaderValue>, Value) {
    let mut body = answer.body.clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("request_id");
    }
    (answer.status, answer.headers.get(header::LOCATION), body)
}
