//! What goes on while NATS is away, and when it is back.

use std::fs;

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_tests::{
    portal::next_code,
    smtp::{Behaviour, Stage},
    world::{World, eventually},
};
use reqwest::StatusCode;
use serde_json::json;

use super::scene::{answerable, level, mailed, switch_on};

#[tokio::test(flavor = "multi_thread")]
async fn mails_follow_when_nats_is_back() {
    let mut world = World::start().await;
    let portal = world.portal();
    world.nats.kill().await;
    portal
        .put_account("demo", "demo@example.com")
        .await
        .expect(StatusCode::CREATED);
    let id = portal.start_setup("demo").await;
    portal.verify_password(&id).await.expect(StatusCode::OK);
    let security = portal.get(Role::Portal, "/v1/accounts/demo/security").await;
    assert_eq!(security.expect(StatusCode::OK)["two_factor"], "setting_up");

    world.nats.restart().await.expect("NATS starts again");
    next_code(&world.smtp, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_expired_meanwhile_is_not_mailed() {
    let mut world = World::start().await;
    let portal = world.portal();
    world.nats.kill().await;
    portal.put_account("demo", "demo@example.com").await;
    let id = portal.start_setup("demo").await;
    portal.verify_password(&id).await.expect(StatusCode::OK);
    world.database.shift_clock(TimeDelta::minutes(11)).await;

    world.nats.restart().await.expect("NATS starts again");
    let path = format!("/v1/enrollments/{id}");
    let enrollment = async || portal.get(Role::Portal, &path).await.body;
    eventually("it is told", async || {
        enrollment().await["code"]["delivery"] == "not_sent"
    })
    .await;
    assert_eq!(enrollment().await["state"], "awaiting_code");
    let log = portal.get(Role::Auditor, "/v1/log").await;
    let not_sent: Vec<_> = log.body["events"]
        .as_array()
        .expect("events")
        .iter()
        .filter(|event| event["type"] == "CodeNotSent")
        .map(|event| (&event["actor"], &event["data"]))
        .collect();
    let expected = json!({"number": 1, "reason": "expired"});
    assert_eq!(not_sent, [(&json!("countersign/code-mail"), &expected)]);

    // The next one comes, and nothing came before it.
    let resent = portal.command(&id, "issue-code", json!({})).await;
    resent.expect(StatusCode::OK);
    let code = next_code(&world.smtp, 0).await;
    let confirmed = portal
        .command(&id, "confirm-code", json!({"code": code}))
        .await;
    confirmed.expect(StatusCode::OK);
    level(&world).await;
    assert_eq!(world.smtp.mails().len(), 1);
    assert_eq!(mailed(&world), answerable(&world).await.split_off(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_stalls_holds_up_no_other_when_nats_is_back() {
    let mut world = World::start().await;
    let portal = world.portal();
    let stalls = "stalls@example.com";
    world
        .smtp
        .for_recipient(stalls, Stage::Rcpt, Behaviour::Stall);
    portal.put_account("stalls", stalls).await;
    let id = portal.start_setup("stalls").await;
    portal.verify_password(&id).await.expect(StatusCode::OK);
    eventually("it stalls", async || {
        world.smtp.asked_for(stalls).len() == 1
    })
    .await;

    world.nats.kill().await;
    fs::remove_dir_all(world.streams_folder()).expect("it is wiped");
    world.nats.restart().await.expect("NATS starts again");
    switch_on(&world, "demo").await;
    let attempts = "SELECT attempts FROM deliveries WHERE account_id = $1 AND state = 'claimed'";
    let attempts: i32 = sqlx::query_scalar(attempts)
        .bind("stalls")
        .fetch_one(&mut world.database.admin().await)
        .await
        .expect("it stalls still");
    assert_eq!(attempts, 1);
}
