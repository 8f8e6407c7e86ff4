//! The pages as a part of a portal, and none themselves: nobody signs in there, and whoever was
//! sent goes back.

use std::net::{Ipv4Addr, SocketAddr};

use axum::{Router, routing::get};
use countersign::pages::PageSettings;
use countersign_handlers::Language;
use countersign_tests::{
    portal::{self, Answer, PASSWORD, Portal},
    world::{World, page_settings},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::net::TcpListener;

use super::everywhere::{NARROW, WIDE, is_fit, open};

const WELCOME: &str = "Welcome back to the portal";

/// A portal's own site, where customers come back to; its origin. It ends with the test.
async fn portal_site() -> String {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = TcpListener::bind(any).await.expect("a free port");
    let address = listener.local_addr().expect("it listens");
    let site = Router::new().route("/done", get(async || WELCOME));
    tokio::spawn(async move { axum::serve(listener, site).await });
    format!("http://{address}")
}

async fn world_for(site: &str) -> World {
    World::start_with_pages(PageSettings {
        signs_in: false,
        return_origins: vec![site.to_owned()],
        ..page_settings()
    })
    .await
}

/// The URL that the portal sends this account's customer to.
async fn entry(portal: &Portal, account_id: &str, language: Language, site: &str) -> String {
    let body = json!({"return_url": format!("{site}/done"), "locale": language.tag()});
    let path = format!("/v1/accounts/{account_id}/page-sessions");
    let answer = portal.post(&path, body).await;
    let url = answer.expect(StatusCode::CREATED)["url"].as_str();
    url.expect("a URL").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_english_at_a_desk() {
    a_customer_is_sent_walks_and_goes_back(Language::English, WIDE, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_malay_on_a_telephone_in_the_dark() {
    a_customer_is_sent_walks_and_goes_back(Language::Malay, NARROW, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_chinese_on_a_telephone() {
    a_customer_is_sent_walks_and_goes_back(Language::Chinese, NARROW, false).await;
}

async fn a_customer_is_sent_walks_and_goes_back(
    language: Language,
    screen: (u32, u32),
    dark: bool,
) {
    let site = portal_site().await;
    let world = world_for(&site).await;
    let portal = world.portal();
    let put = portal.put_account("demo", "demo@example.com").await;
    put.expect(StatusCode::CREATED);
    let browser = open(language, screen, dark).await;
    let say = |key: &str| language.say(key);
    let entry = entry(&portal, "demo", language, &site).await;
    browser.go(&entry).await;
    browser.sees(&say("security-off-text")).await;
    browser.click(&say("security-set-up")).await;
    browser.click(&say("methods-email")).await;
    browser.sees(&say("password-title")).await;
    browser.fill(&say("password-label"), PASSWORD).await;
    browser.click(&say("password-confirm")).await;
    browser.sees(&say("code-title")).await;
    let code = portal::next_code(&world.smtp, 0).await;
    browser.fill(&say("code-label"), &code).await;
    browser.click(&say("code-verify")).await;
    browser.sees(&say("okay-title")).await;
    browser.click(&say("okay-button")).await;
    browser.sees(&say("success-title")).await;
    is_fit(&browser, language, "success, hosted").await;
    browser.click(&say("page-back-to-portal")).await;
    browser.sees(WELCOME).await;
    let here = browser.run("return location.href").await;
    assert_eq!(here, format!("{site}/done"));

    let security = format!("{}/account/security", portal.url());
    browser.go(&security).await;
    browser.sees(&say("session-over")).await;
    browser.sees(&say("session-over-text")).await;
    is_fit(&browser, language, "a visit that is over").await;
    browser.go(&entry).await;
    browser.sees(&say("entry-used")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_in_there() {
    let world = world_for("https://portal.example").await;
    let portal = world.portal();
    for (method, path) in [
        (Method::GET, "/sign-in"),
        (Method::POST, "/sign-in"),
        (Method::GET, "/sign-out"),
        (Method::POST, "/sign-out"),
    ] {
        let answer = Answer::of(portal.bare(method, path)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/account", "/account/security", "/account/security/setup"] {
        let answer = Answer::of(portal.bare(Method::GET, path)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}
