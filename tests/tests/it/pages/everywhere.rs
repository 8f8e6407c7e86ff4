//! Every page in every language: it says no raw key, loads nothing from elsewhere, and axe-core
//! finds nothing on it.

use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Wish},
    portal::{self, PASSWORD},
};

use super::walk::world;

/// The narrowest screen of WCAG 2.2 (criterion 1.4.10), in CSS pixels.
pub(super) const NARROW: (u32, u32) = (320, 640);
/// A page with style and script.
const PAGE_MAX_BYTES: u64 = 30 * 1024;
pub(super) const WIDE: (u32, u32) = (1280, 900);

#[tokio::test(flavor = "multi_thread")]
async fn in_english_at_a_desk() {
    every_page_is_fit(Language::English, WIDE, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_malay_on_a_telephone_in_the_dark() {
    every_page_is_fit(Language::Malay, NARROW, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_chinese_on_a_telephone() {
    every_page_is_fit(Language::Chinese, NARROW, false).await;
}

async fn every_page_is_fit(language: Language, screen: (u32, u32), dark: bool) {
    let world = world().await;
    let url = world.portal().url().to_owned();
    let browser = open(language, screen, dark).await;
    let say = |key: &str| language.say(key);
    browser.go(&format!("{url}/help/two-factor-email")).await;
    is_fit(&browser, language, "the help").await;
    browser.go(&format!("{url}/account")).await;
    browser.fill(&say("sign-in-identifier"), "demo").await;
    browser.fill(&say("sign-in-password"), "wrong").await;
    browser.click(&say("sign-in-button")).await;
    browser.sees(&say("sign-in-wrong")).await;
    is_fit(&browser, language, "sign-in, refused").await;
    browser.fill(&say("sign-in-password"), PASSWORD).await;
    browser.click(&say("sign-in-button")).await;
    browser.sees(&say("account-time-zone")).await;
    is_fit(&browser, language, "My Account").await;
    browser.click("demo").await;
    is_fit(&browser, language, "the user's menu").await;
    browser.click("demo").await;
    browser.click(&say("security-title")).await;
    browser.sees(&say("security-off-text")).await;
    is_fit(&browser, language, "Account Security, off").await;
    browser.click(&say("security-set-up")).await;
    browser.sees(&say("methods-text")).await;
    is_fit(&browser, language, "the methods").await;
    browser.click(&say("methods-email")).await;
    browser.fill(&say("password-label"), "wrong").await;
    browser.click(&say("password-confirm")).await;
    browser.sees(&wrong(language, "password-wrong")).await;
    is_fit(&browser, language, "the password, wrong").await;
    browser.fill(&say("password-label"), PASSWORD).await;
    browser.click(&say("password-confirm")).await;
    browser.sees(&say("code-sent")).await;
    is_fit(&browser, language, "the code").await;
    let code = portal::next_code(&world.smtp, 0).await;
    browser.fill(&say("code-label"), &another(&code)).await;
    browser.click(&say("code-verify")).await;
    browser.sees(&wrong(language, "code-wrong")).await;
    is_fit(&browser, language, "the code, wrong").await;
    browser.fill(&say("code-label"), &code).await;
    browser.click(&say("code-verify")).await;
    browser.sees(&say("okay-title")).await;
    is_fit(&browser, language, "Okay").await;
    browser.click(&say("okay-button")).await;
    browser.sees(&say("success-title")).await;
    is_fit(&browser, language, "success").await;
    browser.click(&say("success-back")).await;
    browser.sees(&say("activity-activated")).await;
    is_fit(&browser, language, "Account Security, on").await;
    browser.go(&format!("{url}/hosted/used")).await;
    is_fit(&browser, language, "a URL that was used").await;
}

/// A browser in this language, with this screen and these colours, as pages see it too.
pub(super) async fn open(language: Language, screen: (u32, u32), dark: bool) -> Browser {
    let browser = Browser::open(&Wish {
        languages: language.tag(),
        screen,
        dark,
        ..Wish::default()
    })
    .await;
    let seen = "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]";
    assert_eq!(browser.run(seen).await, serde_json::json!([screen.0, dark]));
    browser
}

pub(super) async fn is_fit(browser: &Browser, language: Language, page: &str) {
    let findings = browser.findings().await;
    assert!(findings.is_empty(), "{page}: {findings:#?}");
    let cut_off = browser.cut_off().await;
    assert!(cut_off.is_empty(), "{page}, cut off: {cut_off:#?}");
    let lang = browser.run("return document.documentElement.lang").await;
    assert_eq!(lang, language.tag(), "{page}");
    let text = browser.text().await.expect("it has one");
    for raw in ["Unknown localization", "{ $", "{$"] {
        assert!(!text.contains(raw), "{page}: {text}");
    }
    let origins = browser
        .run(
            "return performance.getEntriesByType('resource')
                 .map(({name}) => new URL(name).origin)
                 .filter((origin) => origin !== location.origin)",
        )
        .await;
    assert_eq!(
        origins,
        serde_json::json!([]),
        "{page} loads from elsewhere"
    );
    let weight = browser
        .run(
            "return ['navigation', 'resource']
                 .flatMap((kind) => performance.getEntriesByType(kind))
                 .reduce((sum, {encodedBodySize}) => sum + encodedBodySize, 0)",
        )
        .await;
    let weight = weight.as_u64().expect("a number");
    assert!(weight <= PAGE_MAX_BYTES, "{page} weighs {weight} bytes");
}

/// What the page says of a first wrong try, of five.
fn wrong(language: Language, key: &str) -> String {
    language.say_with(key, &[("left", 4.into())])
}

/// A code that is not this one.
pub(super) fn another(code: &str) -> String {
    let first = if code.starts_with('1') { "2" } else { "1" };
    format!("{first}{}", &code[1..])
}
