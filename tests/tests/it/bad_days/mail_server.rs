//! A mail server that refuses: for now, for good, or by saying nothing.

use countersign::api_keys::Role;
use countersign_tests::{
    portal::next_code,
    smtp::{Behaviour, Stage},
    world::{World, eventually},
};
use serde_json::json;

async fn delivery(world: &World, enrollment_id: &str) -> String {
    let path = format!("/v1/enrollments/{enrollment_id}");
    let enrollment = world.portal().get(Role::Portal, &path).await;
    enrollment.body["code"]["delivery"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_for_good_is_told_at_once_and_for_now_is_tried_again() {
    let world = World::start().await;
    let portal = world.portal();
    world.smtp.for_recipient(
        "gone@example.com",
        Stage::Rcpt,
        Behaviour::Reply(550, "no such user"),
    );
    portal.put_account("gone", "gone@example.com").await;
    let gone = portal.start_setup("gone").await;
    portal.verify_password(&gone).await;
    eventually("the refusal is told", async || {
        delivery(&world, &gone).await == "not_sent"
    })
    .await;

    world
        .smtp
        .script_times(2, Stage::EndOfData, Behaviour::Reply(451, "later"));
    portal.put_account("later", "later@example.com").await;
    let later = portal.start_setup("later").await;
    portal.verify_password(&later).await;
    let code = next_code(&world.smtp, 0).await;
    let confirmed = portal
        .command(&later, "confirm-code", json!({"code": code}))
        .await;
    confirmed.expect(reqwest::StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_stalls_holds_up_no_other() {
    let world = World::start().await;
    let portal = world.portal();
    world
        .smtp
        .for_recipient("stall@example.com", Stage::Rcpt, Behaviour::Stall);
    portal.put_account("stall", "stall@example.com").await;
    let stalled = portal.start_setup("stall").await;
    portal.verify_password(&stalled).await;
    portal.put_account("demo", "demo@example.com").await;
    portal.awaiting_code("demo", &world.smtp).await;
    assert_eq!(delivery(&world, &stalled).await, "queued");
}
