//! A mail server that says nothing, or next to nothing.

use std::time::Duration;

use countersign::mailing::SEND_BUDGET;
use countersign_tests::{
    smtp::{Behaviour, Stage},
    world::{World, eventually},
};
use tokio::time::Instant;

use super::scene::{Customers, address, is_one_mail};

/// No usual answer is whole within the budget.
const DRIP: Behaviour = Behaviour::Drip(Duration::from_secs(2));

#[tokio::test(flavor = "multi_thread")]
async fn silence_at_any_stage_is_given_up_within_the_budget_while_other_mails_go() {
    let world = World::start().await;
    for stage in Stage::OF_A_MAIL {
        world.smtp.script_times(1, stage, Behaviour::Stall);
        world.smtp.script_times(1, stage, DRIP);
    }
    let from = Instant::now();
    let held = Customers::asking(&world, "held", 12).await;
    eventually("each meets with silence", async || {
        world.smtp.conversations().len() == 12
    })
    .await;
    Customers::asking(&world, "other", 12)
        .await
        .told("sent")
        .await;
    let deliveries = held.deliveries().await;
    assert!(deliveries.values().all(|held| held.state == "claimed"));

    eventually("they are given up for now", async || {
        let deliveries = held.deliveries().await;
        deliveries.values().all(|held| held.state != "claimed")
    })
    .await;
    assert!(from.elapsed() >= SEND_BUDGET, "{:?}", from.elapsed());
    assert!(from.elapsed() < 2 * SEND_BUDGET, "{:?}", from.elapsed());

    held.told("sent").await;
    // What fell silent after it had taken the mail got it again.
    let mails = held.mails();
    assert!(mails.values().all(|mails| is_one_mail(mails)));
    assert_eq!(mails.values().map(Vec::len).sum::<usize>(), 12 + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_recipients_hold_up_none_of_twenty_good_ones() {
    let world = World::start().await;
    let bad = [
        (Stage::Rcpt, Behaviour::Stall),
        (Stage::Rcpt, DRIP),
        (Stage::Rcpt, Behaviour::Reply(451, "later")),
        (Stage::EndOfData, Behaviour::Reply(452, "full")),
        (Stage::Data, Behaviour::Close),
    ];
    for (number, (stage, behaviour)) in bad.iter().enumerate() {
        let to = address(&format!("bad-{number}"));
        world.smtp.for_recipient(&to, *stage, behaviour.clone());
    }
    let held = Customers::asking(&world, "bad", bad.len()).await;
    Customers::asking(&world, "good", 20)
        .await
        .told("sent")
        .await;
    let deliveries = held.deliveries().await;
    for silent in ["bad-0", "bad-1"] {
        assert_eq!(deliveries[silent].state, "claimed", "{silent}");
    }
    held.told("queued").await;
}
