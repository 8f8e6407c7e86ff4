//! Whoever is signed out in the middle of something comes back to it.

use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Wish},
    portal::{self, PASSWORD},
    world::World,
};
use sqlx::Connection;

use super::walk::{to_the_code, world};

/// As if its time were over.
async fn end_every_session(world: &World) {
    let mut admin = world.database.admin().await;
    let ended = sqlx::query("DELETE FROM page_sessions")
        .execute(&mut admin)
        .await
        .expect("the superuser may");
    assert!(ended.rows_affected() > 0, "somebody was signed in");
    admin.close().await.expect("it closes");
}

async fn sign_in_again(browser: &Browser) {
    browser.sees("Email address or account").await;
    browser.fill("Email address or account", "demo").await;
    browser.fill("Password", PASSWORD).await;
    browser.click("Sign in").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_comes_back_to_where_it_was() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    end_every_session(&world).await;
    browser.click("Setup Two-Factor Authentication").await;
    sign_in_again(&browser).await;
    browser.sees("Choose a method").await;
    browser.click("Email Authentication").await;
    browser.sees("Confirm your password").await;
    let step = browser.path().await;

    end_every_session(&world).await;
    browser.fill("Account password", PASSWORD).await;
    browser.click("Confirm").await;
    sign_in_again(&browser).await;
    browser.sees("Confirm your password").await;
    assert_eq!(browser.path().await, step);
    browser.fill("Account password", PASSWORD).await;
    browser.click("Confirm").await;
    browser.sees("Enter the code").await;
    let code = portal::next_code(&world.smtp, 0).await;

    // A page that listens notices by itself.
    end_every_session(&world).await;
    sign_in_again(&browser).await;
    browser.sees("5 tries left.").await;
    browser.fill("Code from the email", &code).await;
    browser.click("Verify").await;
    browser.sees("The code was right").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_out_in_another_tab_is_signed_out_in_this_one() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    let url = world.portal().url().to_owned();
    browser.sign_in(&url, "demo", Language::English).await;
    to_the_code(&browser).await;
    let step = browser.path().await;
    let first = browser.new_tab().await;
    browser.go(&format!("{url}/account")).await;
    browser.click("demo").await;
    browser.click("Sign out").await;
    browser.sees("Email address or account").await;
    browser.to_tab(first).await;
    sign_in_again(&browser).await;
    browser.sees("Enter the code").await;
    assert_eq!(browser.path().await, step);
}
