//! What an account has used up is counted over everything that could give it back.

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_domain::Policy;
use countersign_tests::{
    portal::{Portal, id_of},
    world::World,
};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{ACCOUNT, two_factor};
use crate::doors::steps::{expect_wait, wrong_code};

const DAY_SECONDS: u64 = 86_400;

/// So many wrong codes, each of which is said to be one.
async fn guess_wrong(portal: &Portal, challenge_id: &str, right: &str, times: u32) {
    for _ in 0..times {
        let wrong = portal
            .challenge(challenge_id, "confirm-code", wrong_code(right))
            .await;
        assert_eq!(wrong.problem(422), "wrong-code");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_count_over_resends_new_challenges_instances_and_restarts() {
    let policy = Policy {
        wrong_codes_until_lock: 8,
        ..Policy::default()
    };
    let mut world = World::start_published(2, policy).await;
    let (here, there) = (world.portal_of(0), world.portal_of(1));
    here.switch_on(ACCOUNT, &world.smtp).await;
    let (first, code) = here.challenged(ACCOUNT, "sign-in", &world.smtp).await;
    guess_wrong(&here, &first, &code, 2).await;
    guess_wrong(&there, &first, &code, 1).await;

    world.database.shift_clock(TimeDelta::seconds(61)).await;
    let before = world.smtp.mails().len();
    let resent = there.challenge(&first, "issue-code", json!({})).await;
    resent.expect(StatusCode::OK);
    let code = countersign_tests::portal::next_code(&world.smtp, before).await;
    guess_wrong(&here, &first, &code, 2).await;
    let cancelled = there.challenge(&first, "cancel", json!({})).await;
    cancelled.expect(StatusCode::OK);

    world.stop_instances().await;
    world.start_instance().await;
    let portal = world.portal();
    world.database.shift_clock(TimeDelta::seconds(122)).await;
    let (second, code) = portal.challenged(ACCOUNT, "disable", &world.smtp).await;
    guess_wrong(&portal, &second, &code, 2).await;
    let locking = portal
        .challenge(&second, "confirm-code", wrong_code(&code))
        .await;
    assert_eq!(locking.problem(422), "wrong-code");
    assert!(locking.body["locked_until"].is_string(), "{}", locking.body);

    let challenge = portal
        .get(Role::Portal, &format!("/v1/challenges/{second}"))
        .await;
    assert_eq!(challenge.body["state"], "locked");
    expect_wait(
        &portal.open_challenge(ACCOUNT, "sign-in").await,
        "locked",
        DAY_SECONDS,
    );
    for (command, body) in [
        ("confirm-code", json!({"code": code})),
        ("issue-code", json!({})),
    ] {
        let answer = portal.challenge(&second, command, body).await;
        expect_wait(&answer, "locked", DAY_SECONDS);
    }
    let unlock = format!("/v1/accounts/{ACCOUNT}/unlock");
    let unlock = portal.request(Role::Support, Method::POST, &unlock);
    countersign_tests::portal::Answer::of(unlock)
        .await
        .expect(StatusCode::OK);
    assert_eq!(two_factor(&portal).await, "on");
    let again = portal.open_challenge(ACCOUNT, "sign-in").await;
    again.expect(StatusCode::CREATED);
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_limited_over_new_challenges_and_instances() {
    let world = World::start_published(2, Policy::default()).await;
    let portals = [world.portal_of(0), world.portal_of(1)];
    portals[0].switch_on(ACCOUNT, &world.smtp).await;
    for number in 0..5 {
        world
            .database
            .shift_clock(TimeDelta::seconds(61 * number))
            .await;
        let portal = &portals[usize::from(number % 2 == 1)];
        let opened = portal.open_challenge(ACCOUNT, "step-up").await;
        assert!(opened.expect(StatusCode::CREATED)["code"].is_object());
    }
    world.database.shift_clock(TimeDelta::seconds(61 * 5)).await;
    let sixth = portals[1].open_challenge(ACCOUNT, "sign-in").await;
    let sixth = sixth.expect(StatusCode::CREATED);
    assert_eq!(sixth["code"], json!(null), "a sixth code of the hour");
    let id = id_of(sixth);
    let asked = portals[0].challenge(&id, "issue-code", json!({})).await;
    assert_eq!(asked.problem(429), "too-soon");
    let guess = portals[0]
        .challenge(&id, "confirm-code", json!({"code": "000000"}))
        .await;
    assert_eq!(guess.problem(409), "no-live-code");
    assert_eq!(guess.body["reason"], "not_issued");
}

#[tokio::test(flavor = "multi_thread")]
async fn challenges_are_limited_over_purposes_and_instances_passed_ones_among_them() {
    let policy = Policy {
        challenges_per_hour: 2,
        ..Policy::default()
    };
    let world = World::start_published(2, policy).await;
    let (here, there) = (world.portal_of(0), world.portal_of(1));
    here.switch_on(ACCOUNT, &world.smtp).await;
    let (first, code) = here.challenged(ACCOUNT, "sign-in", &world.smtp).await;
    let passed = here
        .challenge(&first, "confirm-code", json!({"code": code}))
        .await;
    passed.expect(StatusCode::OK);
    let (second, code) = there.challenged(ACCOUNT, "step-up", &world.smtp).await;
    for (portal, purpose) in [(&here, "sign-in"), (&there, "disable")] {
        let third = portal.open_challenge(ACCOUNT, purpose).await;
        expect_wait(&third, "too-soon", 60 * 60);
    }
    // What is open goes on.
    let passed = here
        .challenge(&second, "confirm-code", json!({"code": code}))
        .await;
    passed.expect(StatusCode::OK);
    world.database.shift_clock(TimeDelta::minutes(61)).await;
    let later = there.open_challenge(ACCOUNT, "disable").await;
    later.expect(StatusCode::CREATED);
}
