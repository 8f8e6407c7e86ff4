//! Hosted pages: opened once and in time, by whom a portal sent, and left for that portal only.

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_tests::{
    portal::{Answer, Portal},
    stranger::Stranger,
    world::{RETURN_ORIGIN, World},
};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::pages::walk::world;

pub(super) const SESSIONS: &str = "/v1/accounts/demo/page-sessions";

/// The path that a portal sends this account's customer to.
pub(crate) async fn entry(portal: &Portal, account_id: &str) -> String {
    let body = json!({"return_url": format!("{RETURN_ORIGIN}/done"), "locale": "en"});
    let path = format!("/v1/accounts/{account_id}/page-sessions");
    path_of(portal, &portal.post(&path, body).await)
}

/// Somebody whom a portal sent, at Account Security.
pub(crate) async fn visit(portal: &Portal, account_id: &str) -> Stranger {
    let entry = entry(portal, account_id).await;
    let mut customer = Stranger::at(portal.url());
    let entered = customer.get(&entry).await;
    customer.get(entered.leads_to()).await.is(StatusCode::OK);
    customer
}

fn path_of(portal: &Portal, answer: &Answer) -> String {
    let url = answer.expect(StatusCode::CREATED)["url"].as_str();
    let path = url.expect("a URL").strip_prefix(portal.url());
    path.expect("it is here").to_owned()
}

async fn sessions(world: &World) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM page_sessions")
        .fetch_one(&mut world.database.admin().await)
        .await
        .expect("the table is there")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_url_opens_once_and_comes_back_to_the_list_only() {
    let world = world().await;
    let portal = world.portal();
    for url in [
        "https://evil.example/",
        "https://portal.example:8443/",
        "http://portal.example/",
        "https://portal.example@evil.example/",
        "https://portal.example.evil.example/",
        "javascript:alert(1)",
    ] {
        let answer = portal.post(SESSIONS, json!({"return_url": url})).await;
        let problem = answer.expect(StatusCode::BAD_REQUEST);
        assert_eq!(problem["errors"][0]["field"], "return_url", "{url}");
    }
    let body = json!({"return_url": format!("{RETURN_ORIGIN}/done"), "locale": "ms"});
    let entry = path_of(&portal, &portal.post(SESSIONS, body).await);
    let mut customer = Stranger::at(portal.url());
    assert_eq!(customer.get(&entry).await.leads_to(), "/account/security");
    let page = customer.get("/account/security").await;
    page.is(StatusCode::OK)
        .says("<html lang=\"ms\">")
        .says("demo");
    assert_eq!(
        customer.get("/account").await.leads_to(),
        "/account/security"
    );
    let mut stranger = Stranger::at(portal.url());
    stranger.get(&entry).await.is(StatusCode::GONE);
    stranger.get("/account/security").await.asks_to_sign_in();
    let left = customer.post("/hosted/return", &[]).await;
    assert_eq!(left.leads_to(), format!("{RETURN_ORIGIN}/done"));
    customer.get("/account/security").await.is_over();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_url_is_dead_after_a_minute() {
    let world = world().await;
    let portal = world.portal();
    let (soon, late) = (entry(&portal, "demo").await, entry(&portal, "demo").await);
    world.database.shift_clock(TimeDelta::seconds(50)).await;
    Stranger::at(portal.url()).get(&soon).await.leads_to();
    world.database.shift_clock(TimeDelta::seconds(61)).await;
    let page = Stranger::at(portal.url()).get(&late).await;
    page.is(StatusCode::GONE)
        .says("It works once, and for a minute.");
    assert_eq!(page.header("set-cookie"), None);
    assert_eq!(sessions(&world).await, 1, "the one in time");
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_ahead_spends_nothing_of_a_hosted_url() {
    let world = world().await;
    let portal = world.portal();
    let entry = entry(&portal, "demo").await;
    let head = Stranger::at(portal.url()).ask(Method::HEAD, &entry).await;
    for ahead in [
        "prefetch",
        "prefetch;prerender",
        "prefetch;anonymous-client-ip",
    ] {
        let mut browser = Stranger::at(portal.url()).saying("sec-purpose", ahead);
        let page = browser.get(&entry).await;
        for page in [&page, &head] {
            page.is(StatusCode::NO_CONTENT);
            assert_eq!(page.header("set-cookie"), None);
        }
    }
    assert_eq!(sessions(&world).await, 0);
    Stranger::at(portal.url()).get(&entry).await.leads_to();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_url_is_made_by_portals_for_accounts_that_may_be_used() {
    let world = world().await;
    let portal = world.portal();
    let body = json!({"return_url": RETURN_ORIGIN});
    let bare = portal.bare(Method::POST, SESSIONS).json(&body);
    assert_eq!(Answer::of(bare).await.problem(401), "unauthorized");
    for role in Role::ALL.iter().filter(|role| **role != Role::Portal) {
        let request = portal.request(*role, Method::POST, SESSIONS).json(&body);
        assert_eq!(Answer::of(request).await.problem(403), "forbidden");
    }
    let (suspended, erased) = (entry(&portal, "demo").await, entry(&portal, "demo").await);
    let nobody = portal.post("/v1/accounts/nobody/page-sessions", body.clone());
    assert_eq!(nobody.await.problem(404), "not-found");

    let hash = countersign_tests::portal::password_hash();
    let suspend = json!({"email": "demo@example.com", "active": false, "password_hash": hash});
    portal
        .put("/v1/accounts/demo", suspend)
        .await
        .expect(StatusCode::OK);
    let answer = portal.post(SESSIONS, body.clone()).await;
    assert_eq!(answer.problem(409), "wrong-state");
    opens_nothing(&portal, &suspended).await;

    let erase = portal.request(Role::Operator, Method::DELETE, "/v1/accounts/demo");
    assert!(Answer::of(erase).await.status.is_success());
    assert_eq!(portal.post(SESSIONS, body).await.problem(410), "gone");
    opens_nothing(&portal, &erased).await;
}

/// A URL that was made before the account could not be used any more.
async fn opens_nothing(portal: &Portal, entry: &str) {
    let mut customer = Stranger::at(portal.url());
    customer.get(entry).await;
    customer.get("/account/security").await.is_over();
}
