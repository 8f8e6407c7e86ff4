//! A setup that runs out becomes `SetupExpired` and frees the account, once over two instances; who
//! had only *Okay* to click is told.

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_domain::Policy;
use countersign_tests::{
    portal::{next_code, password_hash},
    world::{BOUND, World, eventually},
};
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_runs_out_by_itself() {
    let world = World::start_with(2, Policy::default()).await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let id = portal.start_setup("demo").await;
    let path = format!("/v1/enrollments/{id}");
    world.database.shift_clock(TimeDelta::minutes(31)).await;
    eventually("the timer rings", async || {
        portal.get(Role::Portal, &path).await.body["state"] == "expired"
    })
    .await;
    portal.start_setup("demo").await;
    let expired: i64 =
        sqlx::query_scalar("SELECT count(*) FROM events WHERE event_type = 'SetupExpired'")
            .fetch_one(&mut world.database.admin().await)
            .await
            .expect("the log is there");
    assert_eq!(expired, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_that_lacked_okay_is_told_to_the_proven_mailbox_in_the_account_s_language() {
    let world = World::start_with(2, Policy::default()).await;
    let portal = world.portal();
    let account = |email: &str| {
        json!({"email": email, "locale": "zh-Hans-CN", "time_zone": "Asia/Shanghai",
               "password_hash": password_hash()})
    };
    portal
        .put("/v1/accounts/demo", account("demo@example.com"))
        .await
        .expect(StatusCode::CREATED);
    let id = portal.start_setup("demo").await;
    portal.verify_password(&id).await.expect(StatusCode::OK);
    let code = next_code(&world.smtp, 0).await;
    portal
        .command(&id, "confirm-code", json!({"code": code}))
        .await
        .expect(StatusCode::OK);
    portal
        .put("/v1/accounts/demo", account("elsewhere@example.com"))
        .await
        .expect(StatusCode::OK);
    world.database.shift_clock(TimeDelta::minutes(31)).await;
    let mails = world.smtp.wait_for(|mails| mails.len() >= 2, BOUND).await;
    assert_eq!(mails[1].recipients, ["demo@example.com"]);
    let subject = mails[1].header("Subject").expect("a subject");
    assert_eq!(subject, "您的 Customer Portal 账户尚未启用双重身份验证");
    let text = mails[1].text_part().expect("a text part");
    assert!(text.contains("（Asia/Shanghai，UTC+08:00）"), "{text}");
}
