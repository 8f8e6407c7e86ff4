//! The trap of a mailbox that the account itself hosts, told where the customer picks the method.

use countersign_handlers::Language;
use countersign_tests::{
    portal::{PASSWORD, Portal, password_hash},
    stranger::Stranger,
};
use reqwest::StatusCode;
use serde_json::json;

use super::{
    everywhere::{NARROW, WIDE, is_fit, open},
    walk::world,
};

const SETUP: &str = "/account/security/setup";

/// An account at `example.com` that hosts this domain.
async fn put_hosting(portal: &Portal, account_id: &str, domain: &str) {
    let body = json!({
        "email": format!("{account_id}@example.com"),
        "hosted_domains": [domain],
        "password_hash": password_hash(),
    });
    let path = format!("/v1/accounts/{account_id}");
    let put = portal.put(&path, body).await;
    assert!(put.status.is_success(), "{account_id} is registered");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_means_is_said_in_every_language() {
    let world = world().await;
    let portal = world.portal();
    put_hosting(&portal, "demo", "example.com").await;
    let screens = [(WIDE, false), (NARROW, true), (NARROW, false)];
    for (language, (screen, dark)) in Language::ALL.into_iter().zip(screens) {
        let browser = open(language, screen, dark).await;
        browser.sign_in(portal.url(), "demo", language).await;
        browser.go(&format!("{}{SETUP}", portal.url())).await;
        let whose = [("address", "d***@example.com".into())];
        let meaning = language.say_with("methods-hosted", &whose);
        browser.sees(&meaning).await;
        is_fit(&browser, language, "the methods, hosted by itself").await;
        browser.click(&language.say("methods-email")).await;
        browser.sees(&language.say("password-title")).await;
        browser.click(&language.say("setup-give-up")).await;
        browser.sees(&language.say("cancelled-title")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_hosted_elsewhere_is_told_nothing() {
    const TRAP: &str = "is hosted by this very account";
    let world = world().await;
    let portal = world.portal();
    for (account_id, domain, told) in [
        ("ada", "example.com", true),
        ("bob", "another.example", false),
        ("cyd", "shop.example.com", false),
    ] {
        put_hosting(&portal, account_id, domain).await;
        let mut customer = Stranger::at(portal.url());
        customer.sign_in(account_id, PASSWORD).await.leads_to();
        let page = customer.get(SETUP).await;
        page.is(StatusCode::OK).says("Choose a method");
        assert_eq!(page.text.contains(TRAP), told, "{account_id}: {domain}");
    }
}
