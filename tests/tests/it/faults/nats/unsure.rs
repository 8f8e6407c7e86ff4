//! NATS slow, answers of NATS that do not come, messages that come again.

use std::time::{Duration, Instant};

use countersign_tests::{
    faults::{Customers, Direction, Excused, Ground, each_seed, invariants},
    smtp::{Behaviour, Received, Stage},
    world::eventually,
};
use rand::{Rng, rngs::StdRng};
use tokio::time::sleep;

use super::scene::{LOST_ON_THE_WAY, each_event_is_there_once, make_consumers, make_stream};

#[tokio::test(flavor = "multi_thread")]
async fn a_publish_that_was_stored_unheard_is_published_once() {
    /// Longer than a publish waits for its answer.
    const MUTE: Duration = Duration::from_secs(6);
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::prepare(&[]).await;
        make_stream(&ground, Duration::from_millis(500)).await;
        ground.heal().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        for _ in 0..4 {
            let link = &ground.members[chance.random_range(0..2)].nats;
            link.lose_answer_to(b"Nats-Msg-Id");
            eventually("an answer is lost", async || !link.is_armed()).await;
        }
        for member in &ground.members {
            member.nats.mute(Direction::ToClient);
        }
        sleep(MUTE).await;
        ground.heal().await;
        let history = customers.leave().await;
        invariants::hold(&ground, &history, 20, LOST_ON_THE_WAY).await;
        each_event_is_there_once(&ground).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_bringing_messages_again_it_has_each_mail_sent_once() {
    const ACK_WAIT: Duration = Duration::from_secs(1);
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::prepare(&[]).await;
        make_stream(&ground, Duration::from_secs(120)).await;
        make_consumers(&ground, ACK_WAIT).await;
        ground.heal().await;
        // Each answer takes longer than the ack wait.
        let drip = Behaviour::Drip(Duration::from_millis(70));
        ground.smtp.script(Stage::EndOfData, drip.clone());
        ground.smtp.script(Stage::Rcpt, drip);
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        customers.go_on(20).await;
        for member in &ground.members {
            let latency = Duration::from_millis(chance.random_range(100..400));
            member.nats.slow(latency);
        }
        customers.go_on(20).await;
        ground.heal().await;
        let history = customers.leave().await;
        invariants::hold(&ground, &history, 40, Excused::default()).await;
        let mails = ground.smtp.mails();
        let mut ids: Vec<_> = mails.iter().map(Received::message_id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), mails.len(), "a mail went twice");
    })
    .await;
}

/// Deliveries that are put off all at once come back when they are due, and not before.
#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_refusals_keeps_to_the_schedule() {
    /// From the first attempt to the second, and from there to the third.
    const SCHEDULE: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        ground
            .smtp
            .script(Stage::Rcpt, Behaviour::Reply(451, "later"));
        let customers = Customers::arrive(&ground, 12, "customer", &mut chance);
        let address = |queue: usize| format!("customer-{queue}-0@example.com");
        let attempts = |queue: usize| -> Vec<Instant> { ground.smtp.asked_for(&address(queue)) };
        eventually("each was tried three times", async || {
            (0..12).all(|queue| attempts(queue).len() >= 3)
        })
        .await;
        for queue in 0..12 {
            let attempts = attempts(queue);
            for (pair, least) in attempts.windows(2).zip(SCHEDULE) {
                assert!(pair[1] - pair[0] >= least, "{queue}: {attempts:?}");
            }
        }
        ground.heal().await;
        let history = customers.leave().await;
        invariants::hold(&ground, &history, 36, Excused::default()).await;
    })
    .await;
}
