//! Every refusal at every stage.

use countersign_tests::{
    smtp::{Behaviour, SmtpServer, Stage},
    world::World,
};

use super::scene::Customers;

/// The server is busy, the mailbox is locked, something failed (RFC 5321 section 4.2.3).
const FOR_NOW: [u16; 3] = [421, 450, 451];
/// No such mailbox, too much in it, and everything else.
const FOR_GOOD: [u16; 3] = [550, 552, 554];

/// Mails, as many as refusals.
const REFUSALS: usize = 18;

#[tokio::test(flavor = "multi_thread")]
async fn refused_for_now_at_any_stage_it_goes_later() {
    let world = World::start().await;
    refuse_once_everywhere(&world.smtp, FOR_NOW);
    let customers = Customers::asking(&world, "later", REFUSALS).await;
    customers.told("sent").await;
    assert_eq!(refused(&world.smtp), REFUSALS);
    let deliveries = customers.deliveries().await;
    let attempts: i32 = deliveries.values().map(|delivery| delivery.attempts).sum();
    assert_eq!(attempts, 36, "one that failed for each one that did not");
    for (account_id, mails) in customers.mails() {
        assert_eq!(mails.len(), 1, "{account_id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_for_good_at_any_stage_it_is_told_and_not_tried_again() {
    let world = World::start().await;
    refuse_once_everywhere(&world.smtp, FOR_GOOD);
    let customers = Customers::asking(&world, "gone", REFUSALS).await;
    customers.told("not_sent").await;
    assert_eq!(refused(&world.smtp), REFUSALS);
    for (account_id, delivery) in customers.deliveries().await {
        let once = (delivery.attempts, delivery.state.as_str());
        assert_eq!(once, (1, "settled"), "{account_id}");
    }
    assert_eq!(world.smtp.conversations().len(), REFUSALS);
    assert_eq!(world.smtp.mails(), []);
}

/// The next mails are refused, each by another code or at another stage.
fn refuse_once_everywhere(smtp: &SmtpServer, codes: [u16; 3]) {
    for stage in Stage::OF_A_MAIL {
        for code in codes {
            smtp.script_times(1, stage, Behaviour::Reply(code, "refused"));
        }
    }
}

/// How often a mail was refused.
fn refused(smtp: &SmtpServer) -> usize {
    let all = smtp.conversations().concat();
    all.lines().filter(|line| line.ends_with("refused")).count()
}
