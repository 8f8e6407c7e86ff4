//! The mail server: no code comes, the page says so, and nothing but the code lets in.

use chrono::TimeDelta;
use countersign_tests::{
    smtp::{Behaviour, Stage},
    world::{World, eventually},
};

use super::scene::customers;
use crate::pages::challenge::STEP_UP_MINUTES;

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_the_page_waits_for_the_code_and_takes_it_later() {
    let world = World::start().await;
    let customers = customers(&world).await;

    world.smtp.script(Stage::Banner, Behaviour::Close);
    let mails = world.smtp.mails().len();
    let mut asked = vec![];
    for customer in customers {
        let customer = customer.asks(&world).await;
        customer.sees().await.says("delivery-queued");
        customer.guesses_in_vain("", 4).await;
        asked.push(customer);
    }
    assert_eq!(world.smtp.mails().len(), mails, "no code came");

    world.smtp.heal();
    for customer in asked {
        let code = customer.code(&world).await;
        customer.gets_in_with(&code).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_the_mail_server_refused_is_told_of_and_another_one_lets_in() {
    let world = World::start().await;
    let customers = customers(&world).await;

    let refusal = Behaviour::Reply(550, "5.7.1 spam");
    world.smtp.script(Stage::Rcpt, refusal);
    let mut asked = vec![];
    for customer in customers {
        let customer = customer.asks(&world).await;
        eventually("it is told", async || {
            customer.sees().await.text.contains("delivery-not_sent")
        })
        .await;
        let page = customer.sees().await;
        assert!(!page.text.contains("5.7.1"), "{}", page.text);
        customer.guesses_in_vain("", 4).await;
        asked.push(customer);
    }

    world.smtp.heal();
    world
        .database
        .shift_clock(TimeDelta::minutes(STEP_UP_MINUTES + 3))
        .await;
    for mut customer in asked {
        customer.is_sent_another(&world).await;
        let code = customer.code(&world).await;
        customer.gets_in_with(&code).await;
    }
}
