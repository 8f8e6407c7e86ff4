//! The right code and no *Okay*: what the customer meets who comes back in time, and who does not.

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_handlers::Language;
use countersign_tests::{
    portal::{self, PASSWORD},
    world::BOUND,
};

use super::{
    everywhere::{WIDE, is_fit, open},
    walk::{to_the_code, world},
};

#[tokio::test(flavor = "multi_thread")]
async fn okay_waits_half_an_hour_and_then_two_factor_is_off() {
    let world = world().await;
    let portal = world.portal();
    let browser = open(Language::English, WIDE, false).await;
    browser
        .sign_in(portal.url(), "demo", Language::English)
        .await;
    to_the_code(&browser).await;
    let code = portal::next_code(&world.smtp, 0).await;
    browser.fill("Code from the email", &code).await;
    browser.click("Verify").await;
    browser.sees("The code was right").await;
    let okay = browser.path().await;

    world.database.shift_clock(TimeDelta::minutes(29)).await;
    browser.go(portal.url()).await;
    browser.click("Continue the setup").await;
    browser.sees("The code was right").await;
    assert_eq!(browser.path().await, okay, "it is there as long as it may");

    world.database.shift_clock(TimeDelta::minutes(31)).await;
    browser.click("Okay").await;
    browser.sees("The setup was not finished").await;
    browser.sees("Two-factor authentication is off.").await;
    is_fit(&browser, Language::English, "not finished").await;
    let mails = world.smtp.wait_for(|mails| mails.len() == 2, BOUND).await;
    let told = mails[1].text_part().expect("a text part");
    assert!(told.contains("was not finished"), "{told}");

    // Whoever was away as long has to sign in first.
    world.database.shift_clock(TimeDelta::minutes(65)).await;
    browser.go(&format!("{}{okay}", portal.url())).await;
    browser.fill("Email address or account", "demo").await;
    browser.fill("Password", PASSWORD).await;
    browser.click("Sign in").await;
    browser.sees("The setup was not finished").await;
    browser.click("Back to Account Security").await;
    browser.sees("Setup Two-Factor Authentication").await;
    browser.sees("The setup was not finished in time").await;
    let path = "/v1/accounts/demo/security";
    let security = portal.get(Role::Portal, path).await;
    assert_eq!(security.body["two_factor"], "off");
}
