//! Switching two-factor off.

use countersign::api_keys::Role;
use countersign_domain::Policy;
use countersign_tests::{
    portal::{Answer, PASSWORD},
    world::{BOUND, World},
};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{ACCOUNT, two_factor};
use crate::doors::{races::race::said, steps::expect_wait};

const DISABLE: &str = "/v1/accounts/racer/disable";
const LOCK_SECONDS: u64 = 900;

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_switches_two_factor_off_once() {
    let world = World::start_published(2, Policy::default()).await;
    let portal = world.portal();
    let enrollment_id = portal.switch_on(ACCOUNT, &world.smtp).await;
    let assertion = portal.pass(ACCOUNT, "disable", &world.smtp).await;
    let under = |instance, key: &'static str| {
        let portal = world.portal_of(instance);
        let body = json!({"password": PASSWORD, "assertion": assertion});
        let request = portal
            .request(Role::Portal, Method::POST, DISABLE)
            .json(&body);
        Answer::of(request.header("idempotency-key", key))
    };
    let off = under(0, "once").await;
    let enrollment = off.expect(StatusCode::OK);
    assert_eq!(enrollment["enrollment_id"], enrollment_id.as_str());
    assert_eq!(enrollment["state"], "disabled");
    assert_eq!(two_factor(&portal).await, "off");
    let opened = portal.open_challenge(ACCOUNT, "sign-in").await;
    assert_eq!(opened.expect(StatusCode::OK)["reason"], "off");
    // Setup code, confirmation, challenge code, and that it is off.
    let mails = world.smtp.wait_for(|mails| mails.len() == 4, BOUND).await;
    assert!(
        mails
            .iter()
            .all(|mail| mail.recipients == ["racer@example.com"])
    );

    world
        .database
        .shift_clock(chrono::TimeDelta::minutes(10))
        .await;
    assert_eq!(said(&under(1, "once").await), said(&off), "asked again");
    let spent = under(0, "twice").await;
    assert_eq!(spent.problem(422), "invalid-assertion");
    world.database.shift_clock(chrono::TimeDelta::zero()).await;
    let spent = under(0, "thrice").await;
    assert_eq!(spent.problem(409), "wrong-state");
    assert_eq!(spent.body["state"], "disabled");

    let (again, code) = portal.awaiting_code(ACCOUNT, &world.smtp).await;
    portal.finish(&again, &code).await;
    let spent = under(0, "later").await;
    assert_eq!(spent.problem(409), "wrong-state");
    assert_eq!(two_factor(&portal).await, "on");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_count_with_those_of_setups_and_lock_the_account() {
    let world = World::start_published(1, Policy::default()).await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    let assertion = portal.pass(ACCOUNT, "disable", &world.smtp).await;
    let wrong = json!({"password": "wrong", "assertion": assertion});
    for attempts_left in (0..5).rev() {
        let rejected = portal.post(DISABLE, wrong.clone()).await;
        assert_eq!(rejected.problem(422), "wrong-password");
        assert_eq!(rejected.body["attempts_left"], attempts_left);
    }
    let locked = portal.disable(ACCOUNT, &assertion).await;
    expect_wait(&locked, "locked", LOCK_SECONDS);
    assert_eq!(two_factor(&portal).await, "on");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_right_code_no_password_is_tried() {
    let world = World::start_published(1, Policy::default()).await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    let sign_in = portal.pass(ACCOUNT, "sign-in", &world.smtp).await;
    for password in [PASSWORD, "wrong"] {
        let body = json!({"password": password, "assertion": sign_in});
        let refused = portal.post(DISABLE, body).await;
        assert_eq!(
            refused.problem(422),
            "invalid-assertion",
            "it tells of the password"
        );
    }
    let rejected: i64 =
        sqlx::query_scalar("SELECT count(*) FROM events WHERE event_type = 'PasswordRejected'")
            .fetch_one(&mut world.database.admin().await)
            .await
            .expect("the log is there");
    assert_eq!(rejected, 0);
}
