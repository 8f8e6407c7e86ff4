//! What the code page says of a mail, without being loaded again.

use countersign_handlers::Language;
use countersign_tests::{
    browser::{Browser, Wish},
    portal::PASSWORD,
    smtp::{Behaviour, Stage},
};

use super::walk::world;

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
    world
        .smtp
        .script(Stage::Rcpt, Behaviour::Reply(550, "no such mailbox"));
    browser
        .sees("The mail server of your mailbox refused the mail.")
        .await;
    browser.sees("A new code can be sent at").await;
}
