//! PostgreSQL away: nobody gets in, and everything goes on by itself when it is back.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use countersign::api_keys::Role;
use countersign_tests::{
    portal::{Answer, Portal},
    world::{BOUND, World, eventually},
};
use futures::future::join_all;
use reqwest::{Method, RequestBuilder, StatusCode, header};
use serde_json::json;
use tokio::{task::JoinSet, time::timeout};

/// How long anybody waits for the answer that there is none.
const ANSWERED_WITHIN: Duration = Duration::from_secs(15);

const SECURITY: &str = "/v1/accounts/demo/security";

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_postgresql_and_nothing_acknowledged_is_lost() {
    let mut world = World::start_alone().await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let (id, code) = portal.awaiting_code("demo", &world.smtp).await;
    let requests = every_request(&portal, &id, &code).await;
    let writers = Writers::start(&portal);
    eventually("there is something to lose", async || {
        writers.acknowledged().len() >= 40
    })
    .await;

    world.database.server().kill().await;
    for answer in all_in_time(requests).await {
        expect_unavailable(&answer);
    }
    let acknowledged = writers.all_acknowledged().await;

    let server = world.database.server();
    server.restart().await.expect("PostgreSQL starts again");
    eventually("the service goes on by itself", async || {
        let answer = portal.get(Role::Portal, SECURITY).await;
        let is_back = answer.status == StatusCode::OK;
        if !is_back {
            expect_unavailable(&answer);
        }
        is_back
    })
    .await;
    for account_id in acknowledged {
        let path = format!("/v1/accounts/{account_id}/security");
        portal.get(Role::Portal, &path).await.expect(StatusCode::OK);
    }
    switch_on(&portal, &id, &code).await;
    world.smtp.wait_for(|mails| mails.len() == 2, BOUND).await;
}

/// The setup that waited for its code goes on from there.
async fn switch_on(portal: &Portal, enrollment_id: &str, code: &str) {
    let confirm = json!({"code": code});
    for (command, body) in [("confirm-code", confirm), ("acknowledge", json!({}))] {
        let answer = portal.command(enrollment_id, command, body).await;
        answer.expect(StatusCode::OK);
    }
    let security = portal.get(Role::Portal, SECURITY).await;
    assert_eq!(security.body["two_factor"], "on");
}

#[track_caller]
fn expect_unavailable(answer: &Answer) {
    assert_eq!(answer.problem(503), "unavailable");
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
}

/// They register accounts, each one after another, until they are told that it cannot be done.
struct Writers {
    acknowledged: Arc<Mutex<Vec<String>>>,
    tasks: JoinSet<()>,
}

impl Writers {
    fn start(portal: &Portal) -> Self {
        let acknowledged = Arc::default();
        let mut tasks = JoinSet::new();
        for writer in 0..4 {
            tasks.spawn(write(portal.clone(), writer, Arc::clone(&acknowledged)));
        }
        Self {
            acknowledged,
            tasks,
        }
    }

    fn acknowledged(&self) -> Vec<String> {
        self.acknowledged.lock().expect("no panic").clone()
    }

    async fn all_acknowledged(mut self) -> Vec<String> {
        while let Some(ended) = self.tasks.join_next().await {
            ended.expect("no panic");
        }
        self.acknowledged()
    }
}

async fn write(portal: Portal, writer: usize, acknowledged: Arc<Mutex<Vec<String>>>) {
    for number in 0.. {
        let account_id = format!("account-{writer}-{number}");
        let email = format!("{account_id}@example.com");
        let answer = portal.put_account(&account_id, &email).await;
        if answer.status != StatusCode::CREATED {
            return expect_unavailable(&answer);
        }
        acknowledged.lock().expect("no panic").push(account_id);
    }
}

/// A request to every route, the right code, and one under an unknown key: without the database
/// nobody can tell that it is unknown.
async fn every_request(portal: &Portal, enrollment_id: &str, code: &str) -> Vec<RequestBuilder> {
    let routes = portal.routes().await;
    let mut requests: Vec<_> = routes
        .into_iter()
        .filter(|route| !route.roles.is_empty())
        .map(|route| {
            let path = route.path_of("demo", enrollment_id);
            portal.request(route.roles[0], route.method, &path)
        })
        .collect();
    let confirm = format!("/v1/enrollments/{enrollment_id}/confirm-code");
    let right = portal.request(Role::Portal, Method::POST, &confirm);
    requests.push(right.json(&json!({"code": code})));
    let unknown = portal.bare(Method::GET, SECURITY);
    requests.push(unknown.bearer_auth("cs_portal_unknown"));
    requests
}

async fn all_in_time(requests: Vec<RequestBuilder>) -> Vec<Answer> {
    let answers = join_all(requests.into_iter().map(Answer::of));
    timeout(ANSWERED_WITHIN, answers)
        .await
        .expect("everybody is answered in time")
}
