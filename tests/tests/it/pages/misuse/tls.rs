//! Behind a proxy that speaks TLS, and without one.

use countersign::pages::PageSettings;
use countersign_tests::{
    portal::PASSWORD,
    stranger::Stranger,
    world::{World, page_settings},
};
use reqwest::StatusCode;

use crate::pages::walk::world;

const WRONG: &str = "incorrect horse battery staple";
const FORWARDED_FOR: &str = "x-forwarded-for";

async fn world_behind_tls() -> World {
    let world = World::start_with_pages(PageSettings {
        behind_tls: true,
        ..page_settings()
    })
    .await;
    world.portal().put_account("demo", "demo@example.com").await;
    world
}

/// How many of ten wrong tries are made, each forwarded for another one of these.
async fn tries_made(world: &World, forwarded_for: impl Fn(usize) -> String) -> usize {
    world.database.stop_clock().await;
    let mut made = 0;
    for number in 0..10 {
        let mut stranger = Stranger::at(world.portal().url());
        stranger = stranger.saying(FORWARDED_FOR, &forwarded_for(number));
        let page = stranger.sign_in("demo", WRONG).await;
        made += usize::from(page.status == StatusCode::UNPROCESSABLE_ENTITY);
    }
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_tls_the_cookie_is_the_hosts_alone_and_tls_is_asked_for() {
    let world = world_behind_tls().await;
    let url = world.portal().url().to_owned();
    let mut customer = Stranger::at(&url).saying(FORWARDED_FOR, "192.0.2.1");
    for page in [
        customer.get("/sign-in").await,
        customer.sign_in("demo", PASSWORD).await,
    ] {
        let given = page.header("set-cookie").expect("a cookie");
        assert!(given.starts_with("__Host-countersign="), "{given}");
        let attributes: Vec<&str> = given.split("; ").skip(1).collect();
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(attributes.contains(&attribute), "{given}");
        }
        assert!(!given.contains("Domain"), "{given}");
        assert_eq!(
            page.header("strict-transport-security"),
            Some("max-age=15552000")
        );
    }
    customer.get("/account/security").await.is(StatusCode::OK);

    let cookie = customer.cookie.clone().expect("it has one");
    let mut planted = customer.twin();
    planted.cookie = cookie.strip_prefix("__Host-").map(str::to_owned);
    planted.get("/account/security").await.asks_to_sign_in();
    let host = url.strip_prefix("http://").expect("plain for the proxy");
    let setup = "/account/security/setup";
    customer.get(setup).await.is(StatusCode::OK);
    let mut plain = customer.twin().saying("origin", &url);
    plain
        .post(setup, &[("method", "email")])
        .await
        .is(StatusCode::FORBIDDEN);
    let mut over_tls = customer.twin().saying("origin", &format!("https://{host}"));
    over_tls
        .post(setup, &[("method", "email")])
        .await
        .leads_to();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_tls_nothing_is_said_of_it_and_nobody_is_forwarded() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    let page = customer.sign_in("demo", PASSWORD).await;
    let given = page.header("set-cookie").expect("a cookie");
    assert!(given.starts_with("countersign=") && !given.contains("Secure"));
    assert_eq!(page.header("strict-transport-security"), None);
    let made = tries_made(&world, |number| format!("192.0.2.{number}")).await;
    assert_eq!(made, 5, "whatever they say, all are from here");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxys_word_on_where_a_customer_is_counts_and_no_other() {
    let world = world_behind_tls().await;
    for same in [
        |number| format!("192.0.2.{number}, 198.51.100.1"),
        |number| format!("198.51.100.2:{}", 1024 + number),
        |number| format!("2001:db8:1:2:{number}::1"),
        |number| format!("[2001:db8:1:3::{number}]:443"),
        |number| format!("{}198.51.100.3", ["", "::ffff:"][number % 2]),
    ] {
        assert_eq!(tries_made(&world, same).await, 5, "{}", same(1));
    }
    for apart in [
        |number| format!("192.0.2.1, 203.0.113.{number}"),
        |number| format!("::ffff:203.0.113.{}", 100 + number),
    ] {
        assert_eq!(tries_made(&world, apart).await, 10, "{}", apart(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_in_through_a_proxy_that_does_not_say_for_whom() {
    let world = world_behind_tls().await;
    for unusable in [None, Some("unknown"), Some("192.0.2.1, proxy"), Some("")] {
        let mut customer = Stranger::at(world.portal().url());
        if let Some(unusable) = unusable {
            customer = customer.saying(FORWARDED_FOR, unusable);
        }
        let page = customer.sign_in("demo", PASSWORD).await;
        page.is(StatusCode::SERVICE_UNAVAILABLE);
        customer.get("/account/security").await.asks_to_sign_in();
    }
}
