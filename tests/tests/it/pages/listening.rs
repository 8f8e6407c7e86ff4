//! A page that listens for what became of a mail, by itself: it keeps nobody signed in.

use chrono::TimeDelta;
use countersign_domain::Policy;
use countersign_tests::{
    portal::PASSWORD,
    stranger::Stranger,
    world::{BOUND, World},
};
use reqwest::{Response, StatusCode};
use serde_json::json;
use tokio::time;

use super::{misuse::hosted::visit, walk::world};

const SECURITY: &str = "/account/security";

/// A stream that has told something and goes on.
async fn open(customer: &Stranger, setup: &str) -> Response {
    let mut stream = customer.open(&format!("{setup}/delivery")).await;
    let told = time::timeout(BOUND, stream.chunk()).await;
    let told = told.expect("in time").expect("it is open");
    let told = String::from_utf8(told.expect("an event").to_vec());
    assert!(told.expect("it is text").contains("event: delivery"));
    stream
}

/// Whether a stream has the page load anew, and ends long before its minute is over.
async fn ends_at_once(mut stream: Response) {
    let rest = async {
        let mut rest = Vec::new();
        while let Some(chunk) = stream.chunk().await.expect("it is read") {
            rest.extend_from_slice(&chunk);
        }
        rest
    };
    let rest = time::timeout(BOUND, rest).await.expect("it ends");
    let rest = String::from_utf8(rest).expect("it is text");
    assert!(rest.contains("event: moved"), "{rest}");
}

async fn signed_in_at_the_code(world: &World) -> (Stranger, String) {
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.setup_up_to_the_code().await;
    (customer, setup)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_listens_again_and_again_keeps_no_session_alive() {
    let world = world().await;
    let (mut customer, setup) = signed_in_at_the_code(&world).await;
    for minute in [10, 20, 29] {
        world.database.shift_clock(TimeDelta::minutes(minute)).await;
        drop(customer.open(&format!("{setup}/delivery")).await);
    }
    world.database.shift_clock(TimeDelta::minutes(31)).await;
    customer.get(SECURITY).await.asks_to_sign_in();
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_what_the_page_listens_to() {
    let world = world().await;
    let (mut customer, setup) = signed_in_at_the_code(&world).await;
    let stream = open(&customer, &setup).await;
    customer.post("/sign-out", &[]).await.leads_to();
    ends_at_once(stream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_an_hour_without_a_request_ends_what_the_page_listens_to() {
    let world = World::start_with(
        1,
        Policy {
            setup_lifetime: TimeDelta::hours(2),
            ..Policy::default()
        },
    )
    .await;
    world.portal().put_account("demo", "demo@example.com").await;
    let (customer, setup) = signed_in_at_the_code(&world).await;
    let stream = open(&customer, &setup).await;
    world.database.shift_clock(TimeDelta::minutes(31)).await;
    ends_at_once(stream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_ends_a_session_ends_what_its_page_listens_to() {
    const OTHER_HASH: &str =
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAECAwQFBgcICQoLDA0ODw";
    let world = world().await;
    let portal = world.portal();
    let (mut customer, setup) = signed_in_at_the_code(&world).await;
    let mut hosted = visit(&portal, "demo").await;
    let stream = open(&hosted, &setup).await;
    hosted.post("/hosted/return", &[]).await.leads_to();
    ends_at_once(stream).await;

    let stream = open(&customer, &setup).await;
    let body = json!({"email": "demo@example.com", "password_hash": OTHER_HASH});
    let put = portal.put("/v1/accounts/demo", body).await;
    put.expect(StatusCode::OK);
    ends_at_once(stream).await;
    customer.get(SECURITY).await.asks_to_sign_in();
}
