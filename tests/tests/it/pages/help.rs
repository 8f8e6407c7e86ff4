//! The article a customer would look for.

use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Wish},
    portal::{PASSWORD, password_hash},
    world::World,
};
use reqwest::StatusCode;
use serde_json::json;

use super::{
    everywhere::{NARROW, WIDE, is_fit, open},
    walk::world,
};

/// What is marked in the picture of each step.
const MARKED: [&str; 9] = [
    "help-your-name",
    "page-my-account",
    "security-title",
    "security-set-up",
    "methods-email",
    "password-confirm",
    "code-verify",
    "okay-button",
    "success-title",
];

#[tokio::test(flavor = "multi_thread")]
async fn it_is_fit_in_every_language_by_day_and_by_night() {
    let world = World::start().await;
    for language in Language::ALL {
        for (screen, dark) in [(WIDE, false), (NARROW, true)] {
            let browser = open(language, screen, dark).await;
            browser.go(&article(&world)).await;
            is_fit(&browser, language, "the help").await;
            assert_pictures(&browser, language).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_in_reads_it_in_their_language() {
    let world = world().await;
    let aisha = json!({
        "email": "aisha@example.com",
        "display_name": "Aisha",
        "locale": "ms-MY",
        "password_hash": password_hash(),
    });
    let put = world.portal().put("/v1/accounts/aisha", aisha).await;
    put.expect(StatusCode::CREATED);
    let browser = Browser::open(&Wish::default()).await;
    let account = format!("{}/account", world.portal().url());
    browser.go(&account).await;
    browser.fill("Email address or account", "aisha").await;
    browser.fill("Password", PASSWORD).await;
    browser.click("Sign in").await;
    browser
        .sees(&Language::Malay.say("account-time-zone"))
        .await;
    browser.go(&article(&world)).await;
    browser.sees(&Language::Malay.say("help-title")).await;
    browser.click("Aisha").await;
    browser.sees(&Language::Malay.say("page-sign-out")).await;
}

fn article(world: &World) -> String {
    format!("{}/help/two-factor-email", world.portal().url())
}

/// Each step has a picture, which shows the very words of the page, and is named by them.
async fn assert_pictures(browser: &Browser, language: Language) {
    let pictures = browser
        .run(
            "return [...document.querySelectorAll('ol > li')].map((step) => {
                 const picture = step.querySelector('[role=img]');
                 return [picture.querySelector('.mark, .done').innerText.trim(), picture.ariaLabel];
             })",
        )
        .await;
    let pictures: Vec<(String, String)> = serde_json::from_value(pictures).expect("a list");
    let expected = MARKED.map(|key| {
        let marked = language.say(key);
        let name = language.say_with("help-picture", &[("marked", marked.as_str().into())]);
        (marked, name)
    });
    assert_eq!(pictures, expected);
}
