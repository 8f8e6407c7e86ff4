//! Instances that are told to stop while there is work.

use std::time::{Duration, Instant};

use countersign_tests::{
    faults::{Customers, Excused, Ground, each_seed, invariants},
    world::eventually,
};
use rand::rngs::StdRng;

/// One after the other, as when a new version is rolled out: each ends in time and well, and what
/// it was asked before it answers. Whoever comes later asks the other one.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_under_load_loses_nothing_and_takes_at_most_ten_seconds() {
    const STOP_WITHIN: Duration = Duration::from_secs(10);
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let customers = Customers::arrive(&ground, 8, "customer", &mut chance);
        for member in 0..2 {
            let enough = customers.history().done() + 20;
            eventually("there is load", async || {
                customers.history().done() >= enough
            })
            .await;
            let asked = Instant::now();
            let status = ground.members[member].stop().await;
            assert!(status.success(), "{status}");
            assert!(asked.elapsed() <= STOP_WITHIN, "{:?}", asked.elapsed());
            ground.members[member].start().await;
        }
        ground.heal().await;
        let history = customers.leave().await;
        // A stop gives back what it had taken: nothing waits for a lease.
        invariants::hold(&ground, &history, 40, Excused::default()).await;
    })
    .await;
}
