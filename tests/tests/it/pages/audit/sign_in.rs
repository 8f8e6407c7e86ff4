//! An auditor's key opens the pages, and nothing else does.

use std::net::Ipv4Addr;

use chrono::TimeDelta;
use countersign::{
    api_keys::{self, Role},
    pages::PageSettings,
};
use countersign_tests::{
    stranger::{Page, Stranger},
    world::{World, page_settings},
};
use reqwest::{Client, StatusCode};

use super::scene::auditor;

const FREE_TRIES: usize = 5;

/// All of an answer but what is another one each time.
fn telling(page: &Page, csrf: &str) -> String {
    let headers = page.headers.iter();
    let headers = headers.filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
    let headers: Vec<_> = headers.collect();
    format!(
        "{} {headers:?}\n{}",
        page.status,
        page.text.replace(csrf, "")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_key_of_an_auditor_opens_them_and_no_other_is_told_what_it_is() {
    let world = World::start().await;
    let (portal, pool) = (world.portal(), world.database.pool());
    let revoked = api_keys::create(&pool, Role::Auditor, "gone").await;
    let revoked = revoked.expect("a key is made");
    for key in api_keys::list(&pool).await.expect("they are there") {
        if key.owner == "gone" {
            api_keys::revoke(&pool, key.api_key_id)
                .await
                .expect("it is there");
        }
    }
    let others = Role::ALL.iter().filter(|role| **role != Role::Auditor);
    let mut keys: Vec<&str> = others.map(|role| portal.key(*role)).collect();
    let long = "x".repeat(10_000);
    keys.extend([
        revoked.expose(),
        "",
        "cs_auditor_wrong",
        &long,
        "' OR 1=1 --",
    ]);
    let mut answers = vec![];
    for (host, key) in (1..).zip(keys) {
        let from = Ipv4Addr::new(127, 0, 1, host);
        let mut stranger = Stranger::coming_from(portal.url(), from);
        let page = stranger.sign_in_to_audit(key).await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY);
        answers.push(telling(&page, &stranger.csrf));
        assert_eq!(stranger.get("/audit").await.leads_to(), "/audit/sign-in");
    }
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
    // A key that opened nothing was not used.
    for key in api_keys::list(&pool).await.expect("they are there") {
        assert_eq!(key.last_used_at, None, "{}", key.role);
    }
    auditor(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sixth_try_from_one_place_waits_whatever_it_says() {
    let world = World::start().await;
    let now = world.database.stop_clock().await;
    let portal = world.portal();
    let key = portal.key(Role::Auditor);
    let mut stranger = Stranger::at(portal.url());
    for number in 0..FREE_TRIES {
        let page = stranger.sign_in_to_audit(&format!("wrong {number}")).await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let early = stranger.sign_in_to_audit(key).await;
    early
        .is(StatusCode::TOO_MANY_REQUESTS)
        .says("Too many tries.");
    assert_eq!(early.header("retry-after"), Some("1"));
    let from = Ipv4Addr::new(127, 0, 0, 2);
    let mut elsewhere = Stranger::coming_from(portal.url(), from);
    elsewhere.sign_in_to_audit(key).await.leads_to();
    world
        .database
        .stop_clock_at(now + TimeDelta::seconds(1))
        .await;
    stranger.sign_in_to_audit(key).await.leads_to();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_but_the_form_is_closed_to_strangers() {
    let world = World::start().await;
    let search = "/audit/searches/0193f0a0-0000-7000-8000-000000000000";
    for path in [
        "/audit",
        "/audit/sign-out",
        search,
        &format!("{search}/accounts/a-1"),
        &format!("{search}/accounts/a-1/export"),
    ] {
        let page = Stranger::at(world.portal().url()).get(path).await;
        assert_eq!(page.leads_to(), "/audit/sign-in", "{path}");
    }
    let page = Stranger::at(world.portal().url())
        .get("/audit/nothing")
        .await;
    page.is(StatusCode::NOT_FOUND).says("href=\"/audit\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_tls_the_cookie_is_held_to_this_host_and_to_pages_of_ours() {
    let world = World::start_with_pages(PageSettings {
        behind_tls: true,
        // They are there also where no customer signs in.
        signs_in: false,
        ..page_settings()
    })
    .await;
    let url = format!("{}/audit/sign-in", world.portal().url());
    let answer = Client::new().get(url).send().await.expect("an answer");
    let cookie = answer.headers()["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("__Host-countersign-audit="), "{cookie}");
    for attribute in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
}
