//! Asked for again, and by many at once.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use countersign::{
    api_keys::Role,
    keys::{Keyring, MasterKey},
};
use countersign_domain::Policy;
use countersign_tests::{
    database::TestDatabase,
    engine::wrong_codes,
    portal::{Answer, Portal, assertion_of},
    world::{World, eventually},
};
use futures::future::join_all;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use sqlx::Connection;

use super::{ACCOUNT, count, two_factor};
use crate::doors::races::race::{at_once, said};

/// Two instances, and a challenge that waits for its code.
struct Challenged {
    world: World,
    portals: [Portal; 2],
    challenge_id: String,
    code: String,
}

impl Challenged {
    async fn prepare(purpose: &str) -> Self {
        let world = World::start_published(2, Policy::default()).await;
        let portals = [world.portal_of(0), world.portal_of(1)];
        portals[0].switch_on(ACCOUNT, &world.smtp).await;
        let (challenge_id, code) = portals[0].challenged(ACCOUNT, purpose, &world.smtp).await;
        Self {
            world,
            portals,
            challenge_id,
            code,
        }
    }

    fn confirm(&self, instance: usize, body: &Value) -> RequestBuilder {
        let path = format!("/v1/challenges/{}/confirm-code", self.challenge_id);
        let portal = &self.portals[instance % 2];
        portal.request(Role::Portal, Method::POST, &path).json(body)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_request_gets_the_very_same_assertion_on_any_instance_and_later_too() {
    let scene = Challenged::prepare("step-up").await;
    let right = json!({"code": scene.code});
    let under = |instance, key, body| {
        let request = scene.confirm(instance, body);
        Answer::of(request.header("idempotency-key", key))
    };
    let first = under(0, "once", &right).await;
    let assertion = assertion_of(&first);
    let elsewhere = under(1, "once", &right).await;
    assert_eq!(said(&elsewhere), said(&first));

    scene.world.database.shift_clock(TimeDelta::hours(2)).await;
    let late = under(1, "once", &right).await;
    assert_eq!(assertion_of(&late), assertion);

    let other = json!({"code": scene.code, "context": {"language": "en"}});
    let mismatch = under(0, "once", &other).await;
    assert_eq!(mismatch.problem(422), "idempotency-mismatch");
    let other_key = under(0, "twice", &right).await;
    assert_eq!(other_key.problem(409), "wrong-state");
    assert_eq!(other_key.body["assertion"], Value::Null);
    assert_eq!(count(&scene.world, "CodeConfirmed").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_idempotency_key_fifty_times_at_once_is_one_pass_and_one_assertion() {
    let scene = Challenged::prepare("sign-in").await;
    let right = json!({"code": scene.code});
    let requests = (0..50).map(|number| {
        let request = scene.confirm(number, &right);
        request.header("idempotency-key", "once")
    });
    let answers = at_once(requests.collect()).await;
    let first = assertion_of(&answers[0]);
    for answer in &answers {
        assert_eq!(assertion_of(answer), first);
    }
    assert_eq!(count(&scene.world, "CodeConfirmed").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_right_code_fifty_times_at_once_is_one_pass() {
    let scene = Challenged::prepare("disable").await;
    let right = json!({"code": scene.code});
    let requests = (0..50).map(|number| scene.confirm(number, &right));
    let answers = at_once(requests.collect()).await;
    let (passed, refused): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| answer.status == StatusCode::OK);
    assert_eq!(passed.len(), 1);
    for answer in refused {
        assert_eq!(answer.problem(409), "wrong-state");
        assert_eq!(answer.body["state"], "passed");
    }
    assert_eq!(count(&scene.world, "CodeConfirmed").await, 1);

    let assertion = assertion_of(passed[0]);
    let password = json!({
        "password": countersign_tests::portal::PASSWORD,
        "assertion": assertion,
    });
    let requests = (0..20).map(|number| {
        let portal = &scene.portals[number % 2];
        let path = format!("/v1/accounts/{ACCOUNT}/disable");
        let request = portal.request(Role::Portal, Method::POST, &path);
        request.json(&password)
    });
    let answers = at_once(requests.collect()).await;
    let done = answers
        .iter()
        .filter(|answer| answer.status == StatusCode::OK);
    assert_eq!(done.count(), 1, "an assertion was spent more than once");
    assert_eq!(two_factor(&scene.portals[1]).await, "off");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn wrong_guesses_at_once_on_two_instances_are_worth_no_more_than_five() {
    let scene = Challenged::prepare("sign-in").await;
    let guesses = wrong_codes(&[&scene.code], 100);
    let requests = guesses.iter().enumerate();
    let requests = requests.map(|(number, code)| scene.confirm(number, &json!({"code": code})));
    let answers = at_once(requests.collect()).await;
    let compared = answers.iter().filter(|answer| answer.status == 422);
    assert_eq!(compared.count(), 5);
    for answer in answers.iter().filter(|answer| answer.status != 422) {
        assert_eq!(answer.problem(409), "no-live-code");
    }
    assert_eq!(count(&scene.world, "CodeRejected").await, 5);
    let late = Answer::of(scene.confirm(0, &json!({"code": scene.code}))).await;
    assert_eq!(late.problem(409), "no-live-code");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn instances_that_miss_a_signing_key_at_once_agree_on_one() {
    const INSTANCES: usize = 8;
    let database = TestDatabase::create().await;
    let (master, pool) = (MasterKey::generate(), database.pool());
    let opened = join_all((0..INSTANCES).map(|_| Keyring::open(master.clone(), &pool))).await;
    let keyrings: Vec<_> = opened
        .into_iter()
        .map(|keyring| keyring.expect("the keys open"))
        .collect();
    let mut admin = database.admin().await;
    let mut held = admin.begin().await.expect("a transaction");
    sqlx::raw_sql("DELETE FROM keys WHERE purpose = 'assertion'")
        .execute(&pool)
        .await
        .expect("the keys are there");
    // Whoever makes one has seen that there is none, and waits for the lock.
    sqlx::raw_sql("LOCK TABLE keys IN SHARE ROW EXCLUSIVE MODE")
        .execute(&mut *held)
        .await
        .expect("the lock is free");
    let refreshed = join_all(keyrings.iter().map(|keyring| keyring.refresh(&pool)));
    let release = async {
        eventually("each of them waits", async || {
            let waiting: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'",
            )
            .fetch_one(&pool)
            .await
            .expect("the database answers");
            usize::try_from(waiting) == Ok(INSTANCES)
        })
        .await;
        held.rollback().await.expect("it is held");
    };
    let (refreshed, ()) = tokio::join!(refreshed, release);
    assert!(refreshed.iter().all(Result::is_ok), "{refreshed:?}");
    let published: BTreeSet<_> = keyrings
        .iter()
        .map(|keyring| serde_json::to_string(&keyring.signing_keys().published()).expect("JSON"))
        .collect();
    assert_eq!(published.len(), 1, "{published:?}");
    let made: i64 = sqlx::query_scalar("SELECT count(*) FROM keys WHERE purpose = 'assertion'")
        .fetch_one(&pool)
        .await
        .expect("the keys are there");
    assert_eq!(made, 1);
}
