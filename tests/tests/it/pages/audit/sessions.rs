//! A session ends in time, and with its key.

use chrono::TimeDelta;
use countersign::api_keys::{self, Role};
use countersign_tests::{
    stranger::{Page, Stranger},
    world::World,
};
use reqwest::StatusCode;

use super::scene::{auditor, history_of};

#[track_caller]
fn is_over(page: &Page) {
    assert_eq!(page.leads_to(), "/audit/sign-in");
}

/// Asks for a page every 29 minutes, up to a while after the start.
async fn stays(auditor: &mut Stranger, world: &World, minutes: i64) {
    for minute in (29..minutes).step_by(29).chain([minutes]) {
        world.database.shift_clock(TimeDelta::minutes(minute)).await;
        auditor.get("/audit").await.is(StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_half_an_hour_after_its_last_request() {
    let world = World::start().await;
    let mut auditor = auditor(&world).await;
    stays(&mut auditor, &world, 100).await;
    world.database.shift_clock(TimeDelta::minutes(130)).await;
    is_over(&auditor.get("/audit").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_eight_hours_after_signing_in_whatever_is_done() {
    let world = World::start().await;
    let mut auditor = auditor(&world).await;
    stays(&mut auditor, &world, 8 * 60 - 1).await;
    world.database.shift_clock(TimeDelta::hours(8)).await;
    is_over(&auditor.get("/audit").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_with_its_key_at_every_instance() {
    let mut world = World::start().await;
    world.start_instance().await;
    world.portal().put_account("a-1", "a-1@example.com").await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "a-1").await;
    auditor.get(&history).await.is(StatusCode::OK);
    let pool = world.database.pool();
    for key in api_keys::list(&pool).await.expect("they are there") {
        if key.role == Role::Auditor {
            api_keys::revoke(&pool, key.api_key_id)
                .await
                .expect("it is there");
        }
    }
    is_over(&auditor.get(&history).await);
    is_over(&auditor.post(&format!("{history}/export"), &[]).await);
    let mut elsewhere = Stranger::at(world.portal_of(1).url());
    elsewhere.cookie.clone_from(&auditor.cookie);
    is_over(&elsewhere.get(&history).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_token_is_no_session_and_signing_out_ends_one() {
    let world = World::start().await;
    let mut visitor = Stranger::at(world.portal().url());
    visitor.get("/audit/sign-in").await.is(StatusCode::OK);
    let mut planted = visitor.twin();
    let key = world.portal().key(Role::Auditor).to_owned();
    visitor.sign_in_to_audit(&key).await.leads_to();
    assert_ne!(visitor.cookie, planted.cookie, "another token");
    is_over(&planted.get("/audit").await);
    visitor.get("/audit").await.is(StatusCode::OK);
    let mut stolen = visitor.twin();
    is_over(&visitor.post("/audit/sign-out", &[]).await);
    is_over(&stolen.get("/audit").await);
    // Neither opens what the other one does.
    let mut auditor = auditor(&world).await;
    auditor.get("/account").await.asks_to_sign_in();
}
