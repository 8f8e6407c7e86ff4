//! Signing in tells nobody who is known here.

use countersign::api_keys::Role;
use countersign_tests::{
    binary::{Installation, Serve},
    portal::{Answer, PASSWORD, Portal, password_hash},
    stranger::{Page, Stranger},
};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::pages::walk::world;

/// Accounts that nobody signs in to, though the password is right; how somebody may call them.
async fn closed_accounts(portal: &Portal) -> [&'static str; 7] {
    for (account_id, email) in [
        ("suspended", "suspended@example.com"),
        ("erased", "erased@example.com"),
        ("twin-1", "twins@example.com"),
        ("twin-2", "twins@example.com"),
    ] {
        portal.put_account(account_id, email).await;
    }
    let suspend = json!({"email": "suspended@example.com", "active": false,
                         "password_hash": password_hash()});
    let suspended = portal.put("/v1/accounts/suspended", suspend).await;
    suspended.expect(StatusCode::OK);
    let erase = portal.request(Role::Operator, Method::DELETE, "/v1/accounts/erased");
    assert!(Answer::of(erase).await.status.is_success());
    [
        "suspended",
        "suspended@example.com",
        "erased",
        "erased@example.com",
        "twins@example.com",
        "nobody",
        "nobody@example.com",
    ]
}

/// All of an answer but what is another one each time.
fn telling(page: &Page, stranger: &Stranger, identifier: &str) -> String {
    let headers = page.headers.iter();
    let headers = headers.filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
    let headers: Vec<_> = headers.collect();
    let text = page
        .text
        .replace(&stranger.csrf, "")
        .replace(identifier, "");
    format!("{} {headers:?}\n{text}", page.status).replace(&page.text.len().to_string(), "")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_known_is_not_told() {
    let world = world().await;
    let portal = world.portal();
    let closed = closed_accounts(&portal).await;
    let mut tried: Vec<(&str, &str)> = closed.iter().map(|name| (*name, PASSWORD)).collect();
    tried.extend([
        ("demo", "wrong"),
        ("demo@example.com", "wrong"),
        ("no name at all", "wrong"),
    ]);
    let mut answers = vec![];
    for (identifier, password) in tried {
        let mut stranger = Stranger::at(portal.url());
        let page = stranger.sign_in(identifier, password).await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY);
        answers.push(telling(&page, &stranger, identifier));
        stranger.get("/account/security").await.asks_to_sign_in();
    }
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
    let mut customer = Stranger::at(portal.url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
}

/// How many hashes the instance has computed. A process of its own counts those of no other test.
async fn hashes(serve: &Serve) -> u64 {
    let metrics = serve.metrics().await;
    let name = "countersign_password_hashes_total ";
    let mut counts = metrics.lines().filter_map(|line| line.strip_prefix(name));
    let count = counts.next().expect("it is counted");
    count.parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_known_costs_one_hash_as_well() {
    let mut installation = Installation::make().await;
    let settings = installation.settings;
    installation.settings = settings.with("COUNTERSIGN_REFERENCE_PORTAL", "true");
    let (serve, portal) = installation.serve().await;
    portal.put_account("demo", "demo@example.com").await;
    let closed = closed_accounts(&portal).await;
    let others = ["demo", "demo@example.com", "no name at all"];
    for (computed, identifier) in (1..).zip(closed.into_iter().chain(others)) {
        let page = Stranger::at(portal.url())
            .sign_in(identifier, "wrong")
            .await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(hashes(&serve).await, computed, "{identifier}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_known_takes_as_long_as_the_accounts_there_are() {
    let world = world().await;
    let url = world.portal().url().to_owned();
    let page = Stranger::at(&url).sign_in("nobody", "wrong").await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY);
    // Time is no measure; what is compared is told by a hash that cannot be.
    sqlx::query("UPDATE accounts SET password_hash = 'damaged'")
        .execute(&mut world.database.admin().await)
        .await
        .expect("the table is there");
    for identifier in ["nobody", "demo"] {
        let page = Stranger::at(&url).sign_in(identifier, "wrong").await;
        page.is(StatusCode::SERVICE_UNAVAILABLE);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_comes_between_the_way_back_is_kept() {
    let world = world().await;
    let path = "/sign-in?back=/account";
    let mut customer = Stranger::at(world.portal().url());
    customer
        .get(path)
        .await
        .says("action=\"/sign-in?back=%2Faccount\"");
    let right = [("identifier", "demo"), ("password", PASSWORD)];
    let csrf = std::mem::replace(&mut customer.csrf, "x".to_owned());
    let forged = customer.post(path, &right).await;
    forged
        .is(StatusCode::FORBIDDEN)
        .says("href=\"/sign-in?back=/account\"");
    customer.csrf = csrf;
    assert_eq!(customer.post(path, &right).await.leads_to(), "/account");
    // As in another tab, where the form still stands.
    assert_eq!(customer.get(path).await.leads_to(), "/account");
}
