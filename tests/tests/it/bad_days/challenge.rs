//! While a part is away nobody passes a challenge, and nobody is let off it.

use countersign::api_keys::Role;
use countersign_tests::{
    portal::{Answer, PASSWORD, Portal, id_of, next_code},
    smtp::{Behaviour, Stage},
    world::{BOUND, World, eventually},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const CHALLENGES: &str = "/v1/accounts/demo/challenges";

/// A code is required, and what is no code does not pass.
async fn expect_closed(portal: &Portal, purpose: &str) -> String {
    let opened = portal.open_challenge("demo", purpose).await;
    let challenge = opened.expect(StatusCode::CREATED);
    assert_eq!(challenge["required"], true);
    let id = id_of(challenge);
    let guess = json!({"code": "000000"});
    let guessed = portal.challenge(&id, "confirm-code", guess).await;
    assert!(guessed.status.is_client_error(), "{}", guessed.body);
    assert_eq!(guessed.body["assertion"], Value::Null);
    id
}

async fn state_of(portal: &Portal, challenge_id: &str) -> Value {
    let path = format!("/v1/challenges/{challenge_id}");
    portal.get(Role::Portal, &path).await.body
}

#[tokio::test(flavor = "multi_thread")]
async fn without_postgresql_nobody_passes_and_nobody_is_told_that_no_code_is_required() {
    let mut world = World::start_alone().await;
    let portal = world.portal();
    portal.switch_on("demo", &world.smtp).await;
    let assertion = portal.pass("demo", "disable", &world.smtp).await;
    let (id, code) = portal.challenged("demo", "sign-in", &world.smtp).await;
    let confirm = format!("/v1/challenges/{id}/confirm-code");
    let right = json!({"code": code});
    let off = json!({"password": PASSWORD, "assertion": assertion});

    world.database.server().kill().await;
    for (path, body) in [
        (CHALLENGES, json!({"purpose": "sign-in"})),
        (&confirm, right.clone()),
        ("/v1/accounts/demo/disable", off),
    ] {
        let answer = portal.post(path, body).await;
        assert_eq!(answer.problem(503), "unavailable", "{path}");
    }
    world
        .database
        .server()
        .restart()
        .await
        .expect("PostgreSQL starts again");
    eventually("the right code passes", async || {
        portal.post(&confirm, right.clone()).await.status == StatusCode::OK
    })
    .await;
    let security = portal.get(Role::Portal, "/v1/accounts/demo/security").await;
    assert_eq!(security.expect(StatusCode::OK)["two_factor"], "on");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_nats_a_code_is_required_and_comes_all_the_same() {
    let mut world = World::start().await;
    let portal = world.portal();
    portal.switch_on("demo", &world.smtp).await;
    let before = world.smtp.mails().len();
    world.nats.kill().await;
    let id = expect_closed(&portal, "sign-in").await;
    let code = next_code(&world.smtp, before).await;
    let passed = portal
        .challenge(&id, "confirm-code", json!({"code": code}))
        .await;
    passed.expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_nobody_passes() {
    let world = World::start().await;
    let portal = world.portal();
    portal.switch_on("demo", &world.smtp).await;
    world.smtp.wait_for(|mails| mails.len() == 2, BOUND).await;
    world
        .smtp
        .script(Stage::Rcpt, Behaviour::Reply(550, "refused"));
    let id = expect_closed(&portal, "disable").await;
    eventually("it is told that no mail went", async || {
        state_of(&portal, &id).await["code"]["delivery"] == "not_sent"
    })
    .await;
    assert_eq!(state_of(&portal, &id).await["state"], "awaiting_code");
    assert_eq!(world.smtp.mails().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_key_of_its_code_nobody_passes() {
    let mut world = World::start().await;
    world.portal().switch_on("demo", &world.smtp).await;
    let (id, code) = world
        .portal()
        .challenged("demo", "sign-in", &world.smtp)
        .await;
    sqlx::query("DELETE FROM keys WHERE purpose = 'code'")
        .execute(&mut world.database.admin().await)
        .await
        .expect("the keys are there");
    world.start_instance().await;
    let path = format!("/v1/challenges/{id}/confirm-code");
    let fresh = world.portal_of(1);
    let confirm = fresh.request(Role::Portal, Method::POST, &path);
    let answer = Answer::of(confirm.json(&json!({"code": code}))).await;
    assert_eq!(answer.problem(503), "unavailable");
    assert_eq!(state_of(&fresh, &id).await["state"], "awaiting_code");
}
