//! The nine steps without a mouse.

use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Key, Wish},
    portal::{self, PASSWORD},
};

use super::{
    everywhere::another,
    walk::{to_the_code, world},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_walk_needs_no_mouse() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    let security = format!("{}/account/security", world.portal().url());
    browser.go(&security).await;
    assert_eq!(browser.focused().await, "Email address or account");
    browser.key_in("demo").await;
    browser.tab_to("Password").await;
    browser.key_in(PASSWORD).await;
    browser.tab_to("Sign in").await;
    browser.press(Key::Enter).await;
    browser.sees("Recent security activity").await;

    browser.tab_to("demo").await;
    browser.press(Key::Space).await;
    browser.tab_to("My Account").await;
    browser.press(Key::Enter).await;
    browser.sees("Time zone").await;
    browser.tab_to("Account Security").await;
    browser.press(Key::Enter).await;
    browser.sees("Recent security activity").await;
    browser.tab_to("Setup Two-Factor Authentication").await;
    browser.press(Key::Enter).await;
    browser.sees("Is this mailbox still yours?").await;
    browser.tab_to("Email Authentication").await;
    browser.press(Key::Space).await;

    browser.sees("Confirm your password").await;
    assert_eq!(browser.focused().await, "Account password");
    browser.key_in("wrong").await;
    browser.press(Key::Enter).await;
    let wrong = "This is not the password of your account. There are 4 tries left.";
    browser.sees(wrong).await;
    assert_eq!(browser.focused().await, wrong, "the message comes first");
    browser.tab_to("Account password").await;
    browser.key_in(PASSWORD).await;
    browser.tab_to("Confirm").await;
    browser.press(Key::Space).await;

    browser.sees("Enter the code").await;
    assert_eq!(browser.focused().await, "Code from the email");
    let code = portal::next_code(&world.smtp, 0).await;
    browser.key_in(&another(&code)).await;
    browser.press(Key::Enter).await;
    let wrong = "This code is wrong. There are 4 tries left.";
    browser.sees(wrong).await;
    assert_eq!(browser.focused().await, wrong, "the message comes first");
    browser.tab_to("Verify").await;
    browser.tab_back_to("Code from the email").await;
    browser.key_in(&code).await;
    browser.tab_to("Verify").await;
    browser.press(Key::Enter).await;

    browser.sees("The code was right").await;
    assert_eq!(browser.focused().await, "Okay");
    browser.press(Key::Space).await;
    let success = "Two-factor authentication is on";
    browser.sees(success).await;
    assert_eq!(browser.focused().await, success);
    browser.tab_to("Back to Account Security").await;
    browser.press(Key::Enter).await;
    browser.sees("Codes go to d***@example.com.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tabulator_goes_through_a_page_as_it_is_read() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    let top = [
        "Skip to the content",
        "Customer Portal",
        "demo",
        "Billing",
        "Cloud Instances",
        "GPU Servers",
        "Email Hosting",
    ];
    let bottom = "Help with two-factor authentication";
    let around = |content: Vec<&'static str>| [&top[..], &content, &[bottom]].concat();
    assert_eq!(
        browser.stops().await,
        around(vec![
            "Overview",
            "Account Security",
            "Setup Two-Factor Authentication"
        ])
    );
    to_the_code(&browser).await;
    // No code can be sent again yet.
    assert_eq!(
        browser.stops().await,
        around(vec![
            "Code from the email",
            "Verify",
            "Where is my code?",
            "Give the setup up"
        ])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_is_a_key_away() {
    let world = world().await;
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    browser.tab_to("Skip to the content").await;
    browser.press(Key::Enter).await;
    browser.press(Key::Tab).await;
    assert_eq!(browser.focused().await, "Overview");
}
