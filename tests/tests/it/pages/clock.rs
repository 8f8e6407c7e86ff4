//! Times: by the clock of the customer's own zone, and counted down while one looks.

use chrono::{DateTime, FixedOffset, TimeDelta};
use countersign::api_keys::Role;
use countersign_domain::Policy;
use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Wish},
    portal::{self, password_hash},
    world::{World, eventually},
};
use reqwest::StatusCode;
use serde_json::json;

use super::walk::{to_the_code, world};

const KUALA_LUMPUR_OFFSET_SECONDS: i32 = 8 * 60 * 60;

/// What is left of the code's ten minutes, as the page counts it down.
async fn seconds_left(browser: &Browser) -> Option<u64> {
    let shown = "return document.querySelector('[data-countdown]').textContent";
    let shown = browser.run(shown).await;
    let (minutes, seconds) = shown.as_str()?.strip_suffix(" left")?.split_once(':')?;
    Some(minutes.parse::<u64>().ok()? * 60 + seconds.parse::<u64>().ok()?)
}

/// Whether a new code can be asked for.
async fn can_send_again(browser: &Browser) -> bool {
    let button = "return document.querySelector('form.again button').disabled";
    browser.run(button).await == json!(false)
}

#[tokio::test(flavor = "multi_thread")]
async fn times_are_by_the_clock_of_the_customers_zone() {
    let world = world().await;
    let portal = world.portal();
    let body = json!({
        "email": "demo@example.com",
        "time_zone": "Asia/Kuala_Lumpur",
        "password_hash": password_hash(),
    });
    let put = portal.put("/v1/accounts/demo", body).await;
    put.expect(StatusCode::OK);
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(portal.url(), "demo", Language::English)
        .await;
    browser.sees("Times are in Asia/Kuala_Lumpur.").await;
    to_the_code(&browser).await;

    let path = browser.path().await;
    let enrollment_id = path.rsplit('/').nth(1).expect("the page is of a setup");
    let path = format!("/v1/enrollments/{enrollment_id}");
    let enrollment = portal.get(Role::Portal, &path).await;
    let expires_at = enrollment.body["code"]["expires_at"].as_str();
    let expires_at = DateTime::parse_from_rfc3339(expires_at.expect("there is a code"));
    let zone = FixedOffset::east_opt(KUALA_LUMPUR_OFFSET_SECONDS).expect("an offset");
    let there = expires_at.expect("a moment").with_timezone(&zone);
    // Shortly before midnight the day comes first.
    let clock = there.format("%H:%M (Asia/Kuala_Lumpur, UTC+08:00).");
    browser.sees(&clock.to_string()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_the_time_goes_down() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    to_the_code(&browser).await;
    let first = seconds_left(&browser).await.expect("it is counted down");
    assert!((540..=600).contains(&first), "{first} of 600 s are left");
    eventually("less time is left", async || {
        seconds_left(&browser)
            .await
            .is_some_and(|left| left < first)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_code_can_be_asked_for_once_its_time_has_come() {
    let policy = Policy {
        issue_gap: TimeDelta::seconds(10),
        ..Policy::default()
    };
    let world = World::start_with(1, policy).await;
    let portal = world.portal();
    let put = portal.put_account("demo", "demo@example.com").await;
    put.expect(StatusCode::CREATED);
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(portal.url(), "demo", Language::English)
        .await;
    to_the_code(&browser).await;
    assert!(!can_send_again(&browser).await, "it is too soon");
    portal::next_code(&world.smtp, 0).await;
    let mails = world.smtp.mails().len();
    eventually("it can be sent again", async || {
        can_send_again(&browser).await
    })
    .await;
    browser.sees("Did it not come?").await;
    browser.click("Send again").await;
    browser.sees("A new code is on its way.").await;
    portal::next_code(&world.smtp, mails).await;
}
