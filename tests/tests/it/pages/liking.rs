//! Customers who have told their browser what they like: larger text, no motion.

use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Wish},
    portal::{self, PASSWORD},
    smtp::{Behaviour, Stage},
};

use super::{
    everywhere::is_fit,
    walk::{to_the_code, world},
};

/// Half a desk's screen with text of twice the size: what is left of the desk at 200 % (WCAG 2.2,
/// criteria 1.4.4 and 1.4.10).
const HALF: (u32, u32) = (640, 450);
const DOUBLED_PIXELS: u32 = 32;

#[tokio::test(flavor = "multi_thread")]
async fn text_of_twice_the_size_fits_in_every_language() {
    for language in Language::ALL {
        at_twice_the_size(language).await;
    }
}

async fn at_twice_the_size(language: Language) {
    let world = world().await;
    let portal = world.portal();
    let url = portal.url();
    let browser = Browser::open(&Wish {
        languages: language.tag(),
        screen: HALF,
        text_pixels: DOUBLED_PIXELS,
        ..Wish::default()
    })
    .await;
    let say = |key: &str| language.say(key);
    browser.go(&format!("{url}/help/two-factor-email")).await;
    let size = "return getComputedStyle(document.querySelector('main p')).fontSize";
    assert_eq!(browser.run(size).await, "32px", "the text is doubled");
    is_fit(&browser, language, "the help").await;
    browser.sign_in(url, "demo", language).await;
    is_fit(&browser, language, "Account Security").await;
    browser.click("demo").await;
    is_fit(&browser, language, "the user's menu").await;
    browser.click(&say("page-my-account")).await;
    browser.sees(&say("account-time-zone")).await;
    is_fit(&browser, language, "My Account").await;
    browser.go(&format!("{url}/account/security/setup")).await;
    is_fit(&browser, language, "the methods").await;
    browser.click(&say("methods-email")).await;
    browser.sees(&say("password-title")).await;
    is_fit(&browser, language, "the password").await;
    browser.fill(&say("password-label"), PASSWORD).await;
    browser.click(&say("password-confirm")).await;
    browser.sees(&say("code-sent")).await;
    is_fit(&browser, language, "the code").await;
    let code = portal::next_code(&world.smtp, 0).await;
    browser.fill(&say("code-label"), &code).await;
    browser.click(&say("code-verify")).await;
    browser.sees(&say("okay-title")).await;
    is_fit(&browser, language, "Okay").await;
    browser.click(&say("okay-button")).await;
    browser.sees(&say("success-title")).await;
    is_fit(&browser, language, "success").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_likes_no_motion_sees_none() {
    let world = world().await;
    world.smtp.script(Stage::Rcpt, Behaviour::Stall);
    for (account, still) in [("demo", true), ("dancer", false)] {
        let address = format!("{account}@example.com");
        world.portal().put_account(account, &address).await;
        let browser = Browser::open(&Wish {
            still,
            ..Wish::default()
        })
        .await;
        browser
            .sign_in(world.portal().url(), account, Language::English)
            .await;
        to_the_code(&browser).await;
        browser.sees("The mail is on its way.").await;
        let moving = browser.moving().await;
        assert_eq!(moving.is_empty(), still, "{account}: {moving:?}");
    }
}
