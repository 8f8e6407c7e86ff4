//! Instances that are killed: `kill -9`, at the worst moments and at random ones.

use countersign::stop_point::StopPoint;
use countersign_tests::{
    faults::{Customers, Excused, Ground, each_seed, invariants},
    world::eventually,
};
use rand::{Rng, rngs::StdRng};

/// What a killed instance had taken from NATS comes again after the ack wait.
const OF_THE_KILLED: Excused = Excused {
    codes_not_sent: false,
    dead_letters: false,
    messages_of_the_killed: true,
};

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_killed_between_two_steps_loses_nothing() {
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        for point in StopPoint::ALL {
            let member = &mut ground.members[chance.random_range(0..2)];
            member.kill();
            member
                .start_stopping_at(*point, chance.random_range(1..8))
                .await;
            member.ended().await;
            member.start().await;
        }
        eventually("work goes on", async || customers.history().done() >= 20).await;
        ground.heal().await;
        ground.a_minute_later().await;
        let history = customers.leave().await;
        invariants::hold(&ground, &history, 20, OF_THE_KILLED).await;
    })
    .await;
}
