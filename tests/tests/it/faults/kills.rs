//! Instances that are killed: `kill -9`, at the worst moments and at random ones.

use std::{os::unix::process::ExitStatusExt, time::Duration};

use countersign::stop_point::StopPoint;
use countersign_tests::{
    faults::{Customers, Excused, Ground, each_seed, invariants, is_soak},
    world::eventually,
};
use rand::{Rng, rngs::StdRng};
use tokio::time::{Instant, sleep};

const SIGKILL: i32 = 9;

/// With a handler, the relay and a projector killed in the middle of what they had taken on.
#[tokio::test(flavor = "multi_thread")]
async fn an_instance_killed_between_two_steps_loses_nothing() {
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        for point in StopPoint::ALL {
            let member = &mut ground.members[chance.random_range(0..2)];
            member.kill();
            let pass = chance.random_range(1..8);
            member.start_stopping_at(*point, pass).await;
            let status = member.ended().await;
            assert_eq!(status.signal(), Some(SIGKILL), "{point:?}: {status}");
            member.start().await;
        }
        eventually("work goes on", async || customers.history().done() >= 20).await;
        ground.heal().await;
        let history = customers.leave().await;
        ground.a_minute_later().await;
        invariants::hold(&ground, &history, 20, Excused::AFTER_A_CRASH).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_killed_five_times_a_second_lose_nothing() {
    /// A fault that lasts, and no waiting for something.
    const EVERY: Duration = Duration::from_millis(200);
    let lasts = Duration::from_secs(if is_soak() { 20 } else { 8 });
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        let end = Instant::now() + lasts;
        while Instant::now() < end {
            sleep(EVERY).await;
            let member = &mut ground.members[chance.random_range(0..2)];
            member.kill();
            member.start().await;
        }
        assert!(customers.history().unknown_at_first() > 0, "nobody noticed");
        ground.heal().await;
        let history = customers.leave().await;
        ground.a_minute_later().await;
        invariants::hold(&ground, &history, 20, Excused::AFTER_A_CRASH).await;
    })
    .await;
}

/// Between signing and keeping, between keeping and telling, and at random: a dozen times, and a
/// hundred in a soak.
#[tokio::test(flavor = "multi_thread")]
async fn a_signer_killed_at_any_point_signs_one_history() {
    let kills = if is_soak() { 100 } else { 12 };
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        for kill in 0..kills {
            let member = &mut ground.members[chance.random_range(0..2)];
            member.kill();
            let point = [StopPoint::CheckpointSigned, StopPoint::CheckpointKept];
            let (point, pass) = (point[kill % 2], chance.random_range(1..4));
            member.start_stopping_at(point, pass).await;
            if kill % 3 == 2 {
                // A moment of its own choice.
                sleep(Duration::from_millis(chance.random_range(0..400))).await;
                member.kill();
            } else {
                member.ended().await;
            }
            member.start().await;
        }
        eventually("work goes on", async || customers.history().done() >= 20).await;
        // Whoever waits for a mail of an instance that was killed would wait for its lease.
        drop(customers);
        ground.heal().await;
        invariants::all_is_signed(&ground).await;
    })
    .await;
}
