//! Whether a mail was taken, where the connection ends at the wrong moment.

use countersign_tests::{
    smtp::{Behaviour, Stage},
    world::World,
};
use reqwest::StatusCode;
use serde_json::json;

use super::scene::{Customers, is_one_mail};

#[tokio::test(flavor = "multi_thread")]
async fn taken_without_a_word_it_goes_twice_at_worst_and_is_the_same_mail() {
    let world = World::start().await;
    world
        .smtp
        .script_times(1, Stage::EndOfData, Behaviour::Close);
    let customer = Customers::one(&world, "doubt").await;
    customer.told("sent").await;
    let mails = world.smtp.mails();
    assert_eq!(mails.len(), 2);
    assert!(is_one_mail(&mails));
    let guess = json!({"code": mails[0].code()});
    let portal = world.portal();
    let confirmed = portal
        .command(customer.enrollment_id(), "confirm-code", guess)
        .await;
    confirmed.expect(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_of_a_mail_needs_no_goodbye() {
    let world = World::start().await;
    for (name, goodbye) in [
        ("silent", Behaviour::Stall),
        ("gone", Behaviour::Close),
        ("busy", Behaviour::Reply(421, "no time")),
    ] {
        world.smtp.script_times(2, Stage::Quit, goodbye);
        let taken = Customers::one(&world, &format!("{name}-taken")).await;
        taken.told("sent").await;
        let refusal = Behaviour::Reply(550, "no such user");
        world.smtp.script_times(1, Stage::Rcpt, refusal);
        let refused = Customers::one(&world, &format!("{name}-refused")).await;
        refused.told("not_sent").await;
        for customer in [taken, refused] {
            let deliveries = customer.deliveries().await;
            assert!(deliveries.values().all(|delivery| delivery.attempts == 1));
        }
    }
    assert_eq!(world.smtp.mails().len(), 3);
    // Each mail has a connection of its own, so a dropped one is no other's.
    assert_eq!(world.smtp.conversations().len(), 6);
}
