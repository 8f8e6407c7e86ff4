//! An auditor in a browser: signs in, searches, reads, moves through time, and takes the proof away.

use std::fs::File;

use countersign::api_keys::Role;
use countersign_audit::{Asked, verify};
use countersign_tests::browser::{Browser, Key, Wish};

use super::scene::{REASON, world};
use crate::checkpoints::scene::vkey;

/// Signs in and finds the account's history.
async fn to_the_history(browser: &Browser, url: &str, key: &str) {
    browser.go(&format!("{url}/audit")).await;
    browser.fill("API key", key).await;
    browser.click("Sign in").await;
    browser.fill("Account", "a-1").await;
    browser.fill("Why do you look?", REASON).await;
    browser.click("Search").await;
    browser.sees("History of a-1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_reads_a_history_and_takes_its_proof_away() {
    let world = world().await;
    let portal = world.portal();
    let browser = Browser::open(&Wish::default()).await;
    to_the_history(&browser, portal.url(), portal.key(Role::Auditor)).await;
    browser
        .sees("Two-factor authentication was switched on")
        .await;
    browser.sees("Proven").await;
    browser.sees("On since").await;

    // The slider goes by the keyboard, and shows what was so by itself.
    let last = "return document.getElementById('at').max";
    let last = browser.run(last).await;
    let last: usize = last.as_str().expect("a number").parse().expect("a number");
    browser.tab_to(&format!("Event {last} of {last}")).await;
    browser.press(Key::Left).await;
    browser.sees(&format!("Event {} of {last}", last - 1)).await;
    browser.sees("Off; the mailbox is proven").await;
    assert_eq!(
        browser.focused().await,
        format!("Event {} of {last}", last - 1)
    );
    browser.press(Key::Left).await;
    browser.sees(&format!("Event {} of {last}", last - 2)).await;

    browser.click("Download the bundle").await;
    let bundle = browser.downloaded().await;
    let name = bundle
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a name");
    assert!(
        name.starts_with("countersign-a-1-") && name.ends_with(".bundle"),
        "{name}"
    );
    let asked = Asked {
        keys: vec![vkey(&world)],
        ..Asked::default()
    };
    let file = File::open(&bundle).expect("it is there");
    let verified = verify(file, &asked, |_| {}).expect("it verifies");
    assert_eq!(verified.events, u64::try_from(last).expect("few"));

    browser.click("Sign out").await;
    browser.sees("Auditors: sign in").await;
    browser.back().await;
    browser.sees("Auditors: sign in").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_it_needs_a_script() {
    let world = world().await;
    let portal = world.portal();
    let wish = Wish {
        scripts: false,
        ..Wish::default()
    };
    let browser = Browser::open(&wish).await;
    to_the_history(&browser, portal.url(), portal.key(Role::Auditor)).await;
    let last = browser
        .run("return document.getElementById('at').max")
        .await;
    let last: usize = last.as_str().expect("a number").parse().expect("a number");
    browser.tab_to(&format!("Event {last} of {last}")).await;
    browser.press(Key::Left).await;
    browser.tab_to("Show").await;
    browser.press(Key::Enter).await;
    browser.sees(&format!("Event {} of {last}", last - 1)).await;
    browser.sees("Off; the mailbox is proven").await;
}
