//! What the code page says of a mail that was refused: as soon as it is, and loaded again.

use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Wish},
    portal::{PASSWORD, password_hash},
    smtp::{Behaviour, Stage},
    stranger::Stranger,
    world::{BRAND, World, eventually},
};
use reqwest::StatusCode;
use serde_json::json;

use super::walk::world;

/// What stands in a server's own words alone.
const RAW: &str = "postmaster knows why";
/// What a server says, and what a customer is told then.
const REFUSALS: [(&str, &str); 4] = [
    (
        "5.1.1 postmaster knows why",
        "code-not-sent-mailbox-unknown",
    ),
    ("5.2.2 postmaster knows why", "code-not-sent-mailbox-full"),
    ("5.7.1 postmaster knows why", "code-not-sent-against-rules"),
    ("postmaster knows why", "code-not-sent-refused"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_mail_is_told_in_plain_words() {
    let world = world().await;
    world.smtp.script(Stage::Rcpt, Behaviour::Stall);
    let browser = Browser::open(&Wish::default()).await;
    browser
        .sign_in(world.portal().url(), "demo", Language::English)
        .await;
    browser.click("Setup Two-Factor Authentication").await;
    browser.click("Email Authentication").await;
    browser.fill("Account password", PASSWORD).await;
    browser.click("Confirm").await;
    browser.sees("The mail is on its way.").await;
    world.smtp.heal();
    let [(unknown, _), ..] = REFUSALS;
    world
        .smtp
        .script(Stage::Rcpt, Behaviour::Reply(550, unknown));
    browser
        .sees("The mail server says that this mailbox does not exist or takes no mail.")
        .await;
    browser.sees("A new code can be sent at").await;
    let text = browser.text().await.expect("it has one");
    assert!(!text.contains(RAW), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn why_it_was_refused_is_told_in_every_language_without_a_script() {
    let world = World::start().await;
    let from = [("from", BRAND[1].into())];
    for language in Language::ALL {
        for (number, (said, key)) in REFUSALS.into_iter().enumerate() {
            let account = format!("{}-{number}", language.tag());
            let words = language.say_with(key, &from);
            is_told(&world, &account, language, said, &words).await;
        }
    }
}

/// Whether a customer whose mail is refused with what the server said is told this.
async fn is_told(world: &World, account: &str, language: Language, said: &'static str, told: &str) {
    let portal = world.portal();
    let address = format!("{account}@example.com");
    let refuses = Behaviour::Reply(550, said);
    world.smtp.for_recipient(&address, Stage::Rcpt, refuses);
    let body = json!({
        "email": address,
        "locale": language.tag(),
        "password_hash": password_hash(),
    });
    let put = portal.put(&format!("/v1/accounts/{account}"), body).await;
    put.expect(StatusCode::CREATED);
    let mut customer = Stranger::at(portal.url());
    customer.sign_in(account, PASSWORD).await.leads_to();
    let code = format!("{}/code", customer.setup_up_to_the_code().await);
    eventually("it is told", async || {
        let page = customer.get(&code).await;
        assert!(!page.text.contains(RAW), "{}", page.text);
        page.text.contains(told)
    })
    .await;
}
