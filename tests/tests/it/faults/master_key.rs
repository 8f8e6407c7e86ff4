//! The master key's file, away for a while.

use std::fs;

use countersign_tests::{
    binary::Process,
    faults::{Customers, Excused, Ground, Member, each_seed, invariants},
    world::eventually,
};
use rand::rngs::StdRng;
use serde_json::Value;

/// Who runs has the key and goes on, and says that it would not start again; who starts, does not.
#[tokio::test(flavor = "multi_thread")]
async fn instances_go_on_without_the_file_and_none_starts() {
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        let (file, elsewhere) = (ground.key_file(), ground.key_file().with_extension("away"));
        fs::rename(&file, &elsewhere).expect("it is ours");
        for member in &mut ground.members {
            assert_eq!(missing(member).await, ["keys"]);
        }
        let refused = Process::run(&["serve"], &ground.members[0].settings).await;
        assert!(refused.failure().contains("master.key"), "{refused:?}");
        let before = customers.history().done();
        eventually("work goes on", async || {
            customers.history().done() >= before + 20
        })
        .await;

        fs::rename(&elsewhere, &file).expect("it is ours");
        for member in &mut ground.members {
            assert_eq!(missing(member).await, [""; 0]);
        }
        let history = customers.leave().await;
        let unknown = history.unknown_at_first();
        assert_eq!(unknown, 0, "the file is no part of any command");
        ground.members[1].stop().await;
        ground.heal().await;
        invariants::hold(&ground, &history, 20, Excused::default()).await;
    })
    .await;
}

/// The parts that `/readyz` misses.
async fn missing(member: &mut Member) -> Vec<String> {
    let answer = reqwest::get(member.serve().readyz()).await;
    let answer: Value = answer.expect("an answer").json().await.expect("JSON");
    let parts = answer["parts"].as_object().expect("parts");
    let missing = parts.iter().filter(|(_, part)| part["ok"] == false);
    missing.map(|(name, _)| name.clone()).collect()
}
