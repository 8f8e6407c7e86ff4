//! The nine steps in a real browser, by what stands on the screen.

use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Wish},
    portal::{self, PASSWORD, password_hash},
    world::World,
};
use reqwest::StatusCode;
use serde_json::json;

pub(super) async fn world() -> World {
    let world = World::start().await;
    world
        .portal()
        .put_account("demo", "demo@example.com")
        .await
        .expect(StatusCode::CREATED);
    world
}

/// From Account Security to the page that takes the code.
pub(super) async fn to_the_code(browser: &Browser) {
    browser.click("Setup Two-Factor Authentication").await;
    browser.sees("d***@example.com").await;
    browser.sees("Is this mailbox still yours?").await;
    browser.click("Email Authentication").await;
    browser.fill("Account password", PASSWORD).await;
    browser.click("Confirm").await;
    browser.sees("Enter the code").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_walks_the_nine_steps() {
    let world = world().await;
    let aisha = json!({
        "email": "demo@example.com",
        "display_name": "Aisha Rahman",
        "password_hash": password_hash(),
    });
    let put = world.portal().put("/v1/accounts/demo", aisha).await;
    put.expect(StatusCode::OK);
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo@example.com", Language::English)
        .await;
    browser.click("Aisha Rahman").await;
    browser.click("My Account").await;
    browser.click("Account Security").await;
    browser.sees("Off").await;
    to_the_code(&browser).await;
    browser.sees("The mail server accepted the mail.").await;
    let code = portal::next_code(&world.smtp, 0).await;
    let grouped = format!("{} {}", &code[..3], &code[3..]);
    browser.fill("Code from the email", &grouped).await;
    browser.click("Verify").await;
    browser
        .sees("Two-factor authentication is still off.")
        .await;
    browser.click("Okay").await;
    browser.sees("Two-factor authentication is on").await;
    browser.click("Back to Account Security").await;
    browser.sees("Codes go to d***@example.com.").await;
    browser
        .sees("Two-factor authentication was switched on")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_walk_needs_no_script() {
    let world = world().await;
    let wish = Wish {
        scripts: false,
        ..Wish::default()
    };
    let browser = Browser::open(&wish).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    browser.click("Setup Two-Factor Authentication").await;
    browser.click("Email Authentication").await;
    browser.sees("Confirm your password").await;
    let reveal = "return document.querySelector('[data-reveal]').hidden";
    assert_eq!(browser.run(reveal).await, true, "no script shows it");
    browser.fill("Account password", PASSWORD).await;
    browser.click("Confirm").await;
    browser.sees("Enter the code").await;
    let code = portal::next_code(&world.smtp, 0).await;
    browser.reload().await;
    let countdown = "return document.querySelector('[data-countdown]').textContent";
    assert_eq!(browser.run(countdown).await, "", "no script fills it");
    browser.fill("Code from the email", &code).await;
    browser.click("Verify").await;
    browser.click("Okay").await;
    browser.sees("Two-factor authentication is on").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_can_be_looked_at() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    browser.click("Setup Two-Factor Authentication").await;
    browser.click("Email Authentication").await;
    browser.fill("Account password", PASSWORD).await;
    let kind = "return document.getElementById('password').type";
    assert_eq!(browser.run(kind).await, "password");
    browser.click("Show").await;
    assert_eq!(browser.run(kind).await, "text");
    browser.click("Hide").await;
    assert_eq!(browser.run(kind).await, "password");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tab_lands_where_the_setup_stands() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    browser.click("Setup Two-Factor Authentication").await;
    browser.click("Email Authentication").await;
    browser.sees("Confirm your password").await;
    let first = browser.new_tab().await;
    browser
        .go(&format!("{}/account/security/setup", world.portal().url()))
        .await;
    browser.fill("Account password", PASSWORD).await;
    browser.click("Confirm").await;
    browser.sees("Enter the code").await;
    browser.to_tab(first.clone()).await;
    browser.fill("Account password", PASSWORD).await;
    browser.click("Confirm").await;
    browser.sees("Enter the code").await;
    let second = browser.new_tab().await;
    browser
        .go(&format!("{}/account/security", world.portal().url()))
        .await;
    browser.click("Continue the setup").await;
    let code = portal::next_code(&world.smtp, 0).await;
    browser.fill("Code from the email", &code).await;
    browser.click("Verify").await;
    browser.sees("The code was right").await;
    browser.to_tab(second).await;
    browser.sees("The code was right").await;
    browser.back().await;
    browser.sees("The code was right").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_browser_comes_back_to_okay() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    to_the_code(&browser).await;
    let code = portal::next_code(&world.smtp, 0).await;
    browser.fill("Code from the email", &code).await;
    browser.click("Verify").await;
    browser.sees("The code was right").await;
    let step = browser.path().await;
    drop(browser);

    let browser = Browser::open(&Wish::default()).await;
    browser.go(&format!("{}{step}", world.portal().url())).await;
    browser.fill("Email address or account", "demo").await;
    browser.fill("Password", PASSWORD).await;
    browser.click("Sign in").await;
    browser.sees("The code was right").await;
    assert_eq!(browser.path().await, step, "signed in, one is back there");
    browser.click("Okay").await;
    browser.sees("Two-factor authentication is on").await;
}
