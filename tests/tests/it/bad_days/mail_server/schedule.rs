//! When a mail is tried again, and when no more.

use std::time::Duration;

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_tests::{
    portal::next_code,
    smtp::{Behaviour, Stage},
    world::{World, eventually},
};
use reqwest::StatusCode;
use serde_json::json;

use super::scene::{Customers, address};

#[tokio::test(flavor = "multi_thread")]
async fn it_is_tried_by_the_schedule_until_its_code_dies() {
    let world = World::start().await;
    let busy = Behaviour::Reply(451, "later");
    world.smtp.script(Stage::Rcpt, busy);
    let customer = Customers::one(&world, "late").await;
    let asked_for = || world.smtp.asked_for(&address("late-0"));
    eventually("it was tried three times", async || asked_for().len() == 3).await;
    let at = asked_for();
    assert!(at[1] - at[0] >= Duration::from_secs(1));
    assert!(at[2] - at[1] >= Duration::from_secs(2));

    world.database.shift_clock(TimeDelta::minutes(5)).await;
    eventually("it is tried when it is due", async || {
        asked_for().len() == 4
    })
    .await;

    // The mail server is well again, a moment too late.
    world.database.shift_clock(TimeDelta::minutes(11)).await;
    world.smtp.heal();
    customer.told("not_sent").await;
    assert_eq!(asked_for().len(), 4);
    let log = world.portal().get(Role::Auditor, "/v1/log").await;
    let events = log.body["events"].as_array().expect("events");
    let last = events.last().expect("there are some");
    let expired = json!({"number": 1, "reason": "expired"});
    assert_eq!(
        (&last["type"], &last["data"]),
        (&json!("CodeNotSent"), &expired)
    );

    let portal = world.portal();
    let id = customer.enrollment_id();
    let resent = portal.command(id, "issue-code", json!({})).await;
    resent.expect(StatusCode::OK);
    let code = next_code(&world.smtp, 0).await;
    let confirmed = portal
        .command(id, "confirm-code", json!({"code": code}))
        .await;
    confirmed.expect(StatusCode::OK);
    assert_eq!(world.smtp.mails().len(), 1);
}
