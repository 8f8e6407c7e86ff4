//! Every page of auditors, in every language, is as fit as the others.

use countersign::api_keys::Role;
use countersign_handlers::Language;
use countersign_tests::browser::Browser;

use super::scene::{REASON, world};
use crate::pages::everywhere::{NARROW, WIDE, is_fit, open};

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
    let portal = world.portal();
    let browser = open(language, screen, dark).await;
    let say = |key: &str| language.say(key);
    let is_fit = async |page: &str| is_fit(&browser, language, page).await;
    browser.go(&format!("{}/audit", portal.url())).await;
    browser.sees(&say("audit-sign-in-text")).await;
    is_fit("sign-in").await;
    browser.fill(&say("audit-key"), "wrong").await;
    browser.click(&say("sign-in-button")).await;
    browser.sees(&say("audit-key-wrong")).await;
    is_fit("sign-in, refused").await;
    browser
        .fill(&say("audit-key"), portal.key(Role::Auditor))
        .await;
    browser.click(&say("sign-in-button")).await;
    browser.sees(&say("audit-text")).await;
    is_fit("the search").await;
    browser.click(&say("audit-search")).await;
    browser.sees(&say("audit-nothing-given")).await;
    is_fit("the search, refused").await;
    by_time(&browser, "2020-01-01T00:00").await;
    browser.fill(&say("audit-reason"), REASON).await;
    browser.click(&say("audit-search")).await;
    browser.sees(&say("audit-found-title")).await;
    is_fit("the accounts of a time").await;
    browser.click("a-1").await;
    browser.sees(&say("activity-activated")).await;
    is_fit("a history").await;
    sqlx::raw_sql(
        "SET session_replication_role = replica;
         UPDATE events SET metadata = '{}' WHERE position = 3;
         DELETE FROM events WHERE position = 4",
    )
    .execute(&mut world.database.admin().await)
    .await
    .expect("nothing holds the superuser");
    browser.reload().await;
    browser.sees(&say("audit-not-proven")).await;
    is_fit("a history that was tampered with").await;
    browser.click(&say("audit-search-again")).await;
    browser.fill(&say("account-id"), "nobody").await;
    browser.click(&say("audit-search")).await;
    browser.sees(&say("audit-no-account")).await;
    is_fit("no account").await;
    browser.go(&format!("{}/audit/nothing", portal.url())).await;
    browser.sees(&say("page-not-found")).await;
    is_fit("no page").await;
}

/// How a date is keyed in is the browser's, in each language another way.
async fn by_time(browser: &Browser, from: &str) {
    browser
        .run(&format!("document.getElementById('from').value = '{from}'"))
        .await;
}
