//! Sessions: made by signing in, and ended in time.

use chrono::TimeDelta;
use countersign_tests::{portal::PASSWORD, world::World};
use reqwest::StatusCode;

use super::{hosted::visit, stranger::Stranger};
use crate::pages::walk::world;

const SECURITY: &str = "/account/security";

/// Asks for a page every 29 minutes, up to a while after the start.
async fn stays(customer: &mut Stranger, world: &World, minutes: i64) {
    for minute in (29..minutes).step_by(29).chain([minutes]) {
        world.database.shift_clock(TimeDelta::minutes(minute)).await;
        customer.get(SECURITY).await.is(StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_token_is_no_session_and_a_session_ends() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    customer.get("/sign-in").await;
    let mut planted = customer.twin();
    customer.sign_in("demo", PASSWORD).await.leads_to();
    assert_ne!(
        customer.cookie, planted.cookie,
        "signing in gives another token"
    );
    planted.get(SECURITY).await.asks_to_sign_in();
    customer.get(SECURITY).await.is(StatusCode::OK);

    let mut stolen = customer.twin();
    customer.sign_in("demo", PASSWORD).await.leads_to();
    stolen.get(SECURITY).await.asks_to_sign_in();
    customer.get(SECURITY).await.is(StatusCode::OK);

    let mut stolen = customer.twin();
    customer.post("/sign-out", &[]).await.leads_to();
    stolen.get(SECURITY).await.asks_to_sign_in();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_half_an_hour_without_a_request() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    stays(&mut customer, &world, 100).await;
    world.database.shift_clock(TimeDelta::minutes(130)).await;
    customer.get(SECURITY).await.asks_to_sign_in();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_twelve_hours_after_signing_in_whatever_is_done() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    stays(&mut customer, &world, 12 * 60 - 1).await;
    world.database.shift_clock(TimeDelta::hours(12)).await;
    customer.get(SECURITY).await.asks_to_sign_in();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_visit_ends_after_half_an_hour_whatever_is_done() {
    let world = world().await;
    let mut customer = visit(&world.portal(), "demo").await;
    stays(&mut customer, &world, 29).await;
    world.database.shift_clock(TimeDelta::minutes(30)).await;
    customer.get(SECURITY).await.asks_to_sign_in();
}
