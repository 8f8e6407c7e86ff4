//! The article a customer would look for.

use chrono::TimeDelta;
use countersign::pages::PageSettings;
use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Wish},
    portal::{PASSWORD, password_hash},
    stranger::Stranger,
    world::{BRAND, World, page_settings},
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
            browser.sees(&language.say("help-after-title")).await;
            let mail = format!(
                "return document.querySelector('#after [role=img][aria-label=\"{}\"]').innerText",
                language.say("help-after-mail-picture")
            );
            let mail = browser.run(&mail).await;
            let brand = [("brand", BRAND[0].into())];
            for words in ["code-mail-subject", "code-mail-purpose-sign-in"] {
                let words = language.say_with(words, &brand);
                assert!(mail.as_str().expect("a text").contains(&words), "{mail}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_for_how_long_a_code_counts_as_that_is_set() {
    for (signs_in, lifetime, key, count) in [
        (true, TimeDelta::minutes(15), "minutes", 15),
        (true, TimeDelta::minutes(2), "minutes", 2),
        (true, TimeDelta::seconds(90), "seconds", 90),
        (false, TimeDelta::minutes(15), "", 0),
    ] {
        let world = World::start_with_pages(PageSettings {
            signs_in,
            step_up_lifetime: lifetime,
            ..page_settings()
        })
        .await;
        for language in Language::ALL {
            let url = world.portal().url().to_owned();
            let mut reader = Stranger::at(&url).saying("accept-language", language.tag());
            let expected = if signs_in {
                let lifetime = language.say_with(&format!("{key}-long"), &[(key, count.into())]);
                assert!(lifetime.contains(&count.to_string()), "{lifetime}");
                language.say_with("help-after-services", &[("lifetime", lifetime.into())])
            } else {
                language.say("help-after-services-portal")
            };
            let page = reader.get("/help/two-factor-email").await;
            page.is(StatusCode::OK)
                .says(&format!("<li>{expected}</li>"));
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
    is_fit(&browser, Language::Malay, "the help, signed in").await;
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
