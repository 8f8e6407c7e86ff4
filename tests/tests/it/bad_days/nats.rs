//! NATS away, for a while or with all it had: commands and reads go on, and mails follow when it
//! is back, unless they came too late or went before.

use std::{fs, path::Path, process::Command};

use async_nats::jetstream::{consumer::pull, stream::State};
use chrono::TimeDelta;
use countersign::{api_keys::Role, nats};
use countersign_handlers::HANDLERS;
use countersign_tests::{
    portal::next_code,
    smtp::Received,
    world::{World, eventually},
};
use reqwest::StatusCode;
use serde_json::json;

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
async fn a_wiped_stream_is_filled_again_and_no_mail_goes_twice() {
    let mut world = World::start().await;
    switch_on(&world, "demo").await;
    let before = level(&world).await;

    world.nats.kill().await;
    fs::remove_dir_all(world.streams_folder()).expect("it is wiped");
    world.nats.restart().await.expect("NATS starts again");
    let after = level(&world).await;
    assert!(after.first_timestamp > before.last_timestamp, "all anew");

    switch_on(&world, "other").await;
    level(&world).await;
    assert_eq!(mailed(&world), answerable(&world).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rewound_stream_is_filled_up_and_no_mail_goes_twice() {
    let mut world = World::start().await;
    world.portal().put_account("demo", "demo@example.com").await;
    level(&world).await;
    world.nats.stop().await;
    let earlier = world.streams_folder().with_extension("earlier");
    copy(&world.streams_folder(), &earlier);
    world.nats.restart().await.expect("NATS starts again");
    switch_on(&world, "demo").await;
    let before = level(&world).await;

    world.nats.kill().await;
    fs::remove_dir_all(world.streams_folder()).expect("it is wiped");
    fs::rename(&earlier, world.streams_folder()).expect("it is as it was");
    world.nats.restart().await.expect("NATS starts again");
    let after = level(&world).await;
    assert_eq!(after.first_timestamp, before.first_timestamp);
    assert!(after.last_timestamp > before.last_timestamp, "the end anew");

    switch_on(&world, "other").await;
    level(&world).await;
    assert_eq!(mailed(&world), answerable(&world).await);
}

/// An account goes all the way; two mails follow.
async fn switch_on(world: &World, account_id: &str) {
    let portal = world.portal();
    let email = format!("{account_id}@example.com");
    portal.put_account(account_id, &email).await;
    let (id, code) = portal.awaiting_code(account_id, &world.smtp).await;
    let confirmed = portal
        .command(&id, "confirm-code", json!({"code": code}))
        .await;
    confirmed.expect(StatusCode::OK);
    let activated = portal.command(&id, "acknowledge", json!({})).await;
    activated.expect(StatusCode::OK);
}

/// Waits until the stream has the whole log and every handler has answered it; how the stream
/// is then.
async fn level(world: &World) -> State {
    let client = nats::connect(&world.nats.url())
        .await
        .expect("the URL is one");
    let jetstream = nats::jetstream(client);
    let mut admin = world.database.admin().await;
    let mut head = async || -> u64 {
        let head: i64 = sqlx::query_scalar("SELECT max(position) FROM events")
            .fetch_one(&mut admin)
            .await
            .expect("the log is there");
        head.unsigned_abs()
    };
    let mut state = None;
    eventually("the stream is level with the log", async || {
        let before = head().await;
        let Ok(stream) = jetstream.get_stream(nats::STREAM).await else {
            return false;
        };
        let found = stream.cached_info().state.clone();
        if found.messages != before {
            return false;
        }
        for handler in HANDLERS {
            let consumer = stream.get_consumer::<pull::Config>(handler.name).await;
            let idle = consumer.is_ok_and(|consumer| {
                let info = consumer.cached_info();
                info.num_pending == 0 && info.num_ack_pending == 0
            });
            if !idle {
                return false;
            }
        }
        state = Some(found);
        // What a handler appended since is to be waited for too.
        head().await == before
    })
    .await;
    state.expect("it was waited for")
}

/// The events whose mails came, in the order of their coming.
fn mailed(world: &World) -> Vec<String> {
    let mails = world.smtp.mails();
    let ids = mails.iter().map(Received::message_id);
    ids.map(|id| id.expect("a mail has an id")).collect()
}

/// The events that a mail follows from, in the log's order, as the ids of those mails.
async fn answerable(world: &World) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT event_id || '@example.com' FROM events
         WHERE event_type IN ('CodeIssued', 'EnrollmentActivated') ORDER BY position",
    )
    .fetch_all(&mut world.database.admin().await)
    .await
    .expect("the log is there")
}

/// With owners and modes, since the server may run as somebody else.
fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(copied.expect("there is cp").success());
}
