//! Where the codes of a challenge go, what they pass, and for how long.

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_tests::{
    portal::next_code,
    world::{BOUND, World},
};
use reqwest::StatusCode;
use serde_json::json;

use super::ACCOUNT;

#[tokio::test(flavor = "multi_thread")]
async fn codes_go_on_to_the_proven_mailbox_when_the_account_gets_another_address() {
    let world = World::start().await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    let changed = portal.put_account(ACCOUNT, "intruder@example.com").await;
    changed.expect(StatusCode::OK);

    let (id, code) = portal.challenged(ACCOUNT, "disable", &world.smtp).await;
    let mailed = world.smtp.mails();
    let mail = mailed
        .iter()
        .rfind(|mail| mail.code().as_ref() == Some(&code));
    assert_eq!(mail.expect("its mail").recipients, ["racer@example.com"]);
    let challenge = portal
        .get(Role::Portal, &format!("/v1/challenges/{id}"))
        .await;
    assert_eq!(challenge.body["masked_email"], "r***@example.com");
    let to_intruder = |mail: &countersign_tests::smtp::Received| {
        mail.recipients.contains(&"intruder@example.com".to_owned())
    };
    assert!(
        !mailed
            .iter()
            .any(|mail| to_intruder(mail) && mail.code().is_some())
    );
    let passed = portal
        .challenge(&id, "confirm-code", json!({"code": code}))
        .await;
    passed.expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_passes_no_challenge_but_its_own() {
    let world = World::start().await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    portal.switch_on("other", &world.smtp).await;
    let (of_sign_in, code) = portal.challenged(ACCOUNT, "sign-in", &world.smtp).await;
    let (of_other, of_others_mail) = portal.challenged("other", "sign-in", &world.smtp).await;
    world.database.shift_clock(TimeDelta::seconds(61)).await;
    let (to_disable, newer) = portal.challenged(ACCOUNT, "disable", &world.smtp).await;

    for (id, foreign) in [
        (&to_disable, &code),
        (&of_sign_in, &newer),
        (&of_sign_in, &of_others_mail),
        (&of_other, &code),
    ] {
        let refused = portal
            .challenge(id, "confirm-code", json!({"code": foreign}))
            .await;
        assert_eq!(refused.problem(422), "wrong-code");
    }
    let passed = portal
        .challenge(&of_sign_in, "confirm-code", json!({"code": code}))
        .await;
    passed.expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_ends_within_a_second_of_its_time() {
    let world = World::start().await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    let opened_at = world.database.stop_clock().await;
    let (id, _) = portal.challenged(ACCOUNT, "sign-in", &world.smtp).await;
    let ends_at = opened_at + TimeDelta::minutes(15);
    let guess = async || {
        let guess = json!({"code": "000000"});
        portal.challenge(&id, "confirm-code", guess).await
    };

    world
        .database
        .stop_clock_at(ends_at - TimeDelta::seconds(1))
        .await;
    assert_eq!(guess().await.problem(422), "expired-code");
    // The instance carried the time on by its own clock for an instant when it decided.
    world
        .database
        .stop_clock_at(ends_at + TimeDelta::seconds(1))
        .await;
    let late = guess().await;
    assert_eq!(late.problem(409), "wrong-state");
    assert_eq!(late.body["state"], "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_challenge_is_over_and_its_code_with_it() {
    let world = World::start().await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    let (id, code) = portal.challenged(ACCOUNT, "sign-in", &world.smtp).await;
    let cancelled = portal.challenge(&id, "cancel", json!({})).await;
    assert_eq!(cancelled.expect(StatusCode::OK)["state"], "cancelled");
    let late = portal
        .challenge(&id, "confirm-code", json!({"code": code}))
        .await;
    assert_eq!(late.problem(409), "wrong-state");
    assert_eq!(late.body["state"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resent_code_supersedes_the_one_before() {
    let world = World::start().await;
    let portal = world.portal();
    portal.switch_on(ACCOUNT, &world.smtp).await;
    let (id, first) = portal.challenged(ACCOUNT, "sign-in", &world.smtp).await;
    let soon = portal.challenge(&id, "issue-code", json!({})).await;
    assert_eq!(soon.problem(429), "too-soon");
    world.database.shift_clock(TimeDelta::seconds(61)).await;
    let before = world
        .smtp
        .wait_for(|mails| mails.len() >= 3, BOUND)
        .await
        .len();
    let again = portal.challenge(&id, "issue-code", json!({})).await;
    assert_eq!(again.expect(StatusCode::OK)["code"]["number"], 2);
    let second = next_code(&world.smtp, before).await;
    let superseded = portal
        .challenge(&id, "confirm-code", json!({"code": first}))
        .await;
    assert_eq!(superseded.problem(422), "superseded-code");
    let passed = portal
        .challenge(&id, "confirm-code", json!({"code": second}))
        .await;
    passed.expect(StatusCode::OK);
}
