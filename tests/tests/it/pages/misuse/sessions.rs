//! Sessions: made by signing in, and ended in time.

use chrono::TimeDelta;
use countersign_domain::Policy;
use countersign_tests::{
    portal::{PASSWORD, Portal, next_code, password_hash},
    stranger::Stranger,
    world::{RETURN_ORIGIN, World},
};
use reqwest::StatusCode;
use serde_json::json;

use super::hosted::{entry, visit};
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
    customer.get(SECURITY).await.is_over();
}

/// A session of each kind, at another instance than the first.
async fn sessions_elsewhere(world: &World) -> [Stranger; 2] {
    let portal = world.portal_of(1);
    let mut signed_in = Stranger::at(portal.url());
    signed_in.sign_in("demo", PASSWORD).await.leads_to();
    let mut hosted = Stranger::at(portal.url());
    hosted.get(&entry(&portal, "demo").await).await.leads_to();
    for customer in [&mut signed_in, &mut hosted] {
        customer.get(SECURITY).await.is(StatusCode::OK);
    }
    [signed_in, hosted]
}

async fn two_instances() -> World {
    let world = World::start_with(2, Policy::default()).await;
    world.portal().put_account("demo", "demo@example.com").await;
    world
}

async fn put(portal: &Portal, name: &str, password_hash: &str) {
    let body = json!({"email": "demo@example.com", "display_name": name,
                      "password_hash": password_hash});
    portal
        .put("/v1/accounts/demo", body)
        .await
        .expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_session_ends_when_the_password_changes_and_with_no_other_change() {
    const OTHER_HASH: &str =
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAECAwQFBgcICQoLDA0ODw";
    let world = two_instances().await;
    let mut sessions = sessions_elsewhere(&world).await;
    let portal = world.portal();
    let entry = entry(&portal, "demo").await;
    put(&portal, "Ada", password_hash()).await;
    for customer in &mut sessions {
        customer.get(SECURITY).await.is(StatusCode::OK);
    }
    put(&portal, "Ada", OTHER_HASH).await;
    let [signed_in, hosted] = &mut sessions;
    let (form, fields) = ("/account/security/setup", [("method", "email")]);
    signed_in.get(SECURITY).await.asks_to_sign_in();
    signed_in.post(form, &fields).await.asks_to_sign_in();
    hosted.get(SECURITY).await.is_over();
    hosted.post(form, &fields).await.is_over();
    let mut late = Stranger::at(portal.url());
    late.get(&entry).await;
    late.get(SECURITY).await.is_over();
    visit(&portal, "demo").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn switching_two_factor_on_ends_other_sessions_and_renews_this_one() {
    let world = two_instances().await;
    let mut others = sessions_elsewhere(&world).await;
    let mut customer = visit(&world.portal(), "demo").await;
    let setup = customer.setup_up_to_the_code().await;
    let code = next_code(&world.smtp, 0).await;
    let confirmed = customer
        .post(&format!("{setup}/code"), &[("code", &code)])
        .await;
    customer.get(confirmed.leads_to()).await.is(StatusCode::OK);
    for other in &mut others {
        other.get(SECURITY).await.is(StatusCode::OK);
    }
    let mut before = customer.twin();
    let okay = format!("{setup}/okay");
    assert_eq!(customer.post(&okay, &[]).await.leads_to(), setup);
    assert_ne!(customer.cookie, before.cookie, "another token");

    let [signed_in, hosted] = &mut others;
    let success = format!("{setup}/success");
    for page in [SECURITY, &okay, &success] {
        signed_in.get(page).await.asks_to_sign_in();
        hosted.get(page).await.is_over();
    }
    signed_in.post(&okay, &[]).await.asks_to_sign_in();
    hosted.post(&okay, &[]).await.is_over();
    before.get(SECURITY).await.is_over();
    customer.get(&success).await.is(StatusCode::OK);
    let renewed = customer.cookie.clone();
    assert_eq!(customer.post(&okay, &[]).await.leads_to(), success);
    assert_eq!(customer.cookie, renewed, "nothing was news");
    let left = customer.post("/hosted/return", &[]).await;
    assert_eq!(
        left.leads_to(),
        format!("{RETURN_ORIGIN}/done"),
        "the same visit"
    );
}
