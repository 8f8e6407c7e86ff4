//! The master key's file, away for a while.

use std::fs;

use countersign::api_keys::Role;
use countersign_tests::{
    binary::Process,
    faults::{Customers, Excused, Ground, Member, each_seed, invariants},
    world::eventually,
};
use rand::rngs::StdRng;
use reqwest::StatusCode;
use serde_json::{Value, json};

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

/// A challenge goes on where it stands: who runs takes its right code alone, and with nobody running
/// nobody passes until the file is back.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_file_nobody_passes_a_challenge_but_by_its_code() {
    let mut ground = Ground::start().await;
    let [portal, other] = ground.portals();
    portal.switch_on("demo", &ground.smtp).await;
    let (file, elsewhere) = (ground.key_file(), ground.key_file().with_extension("away"));
    fs::rename(&file, &elsewhere).expect("it is ours");
    let (first, code) = portal.challenged("demo", "sign-in", &ground.smtp).await;
    let right = json!({"code": code});
    let passed = other.challenge(&first, "confirm-code", right).await;
    passed.expect(StatusCode::OK);
    let (id, code) = other.challenged("demo", "step-up", &ground.smtp).await;
    let wrong = if code == "00000000" {
        "00000001"
    } else {
        "00000000"
    };
    let wrong = json!({"code": wrong});
    let refused = portal.challenge(&id, "confirm-code", wrong).await;
    assert_eq!(refused.problem(422), "wrong-code");
    for member in &mut ground.members {
        member.stop().await;
        let refused = Process::run(&["serve"], &member.settings).await;
        assert!(refused.failure().contains("master.key"), "{refused:?}");
    }

    fs::rename(&elsewhere, &file).expect("it is ours");
    ground.heal().await;
    let path = format!("/v1/challenges/{id}");
    let challenge = portal.get(Role::Portal, &path).await;
    let challenge = challenge.expect(StatusCode::OK);
    assert_eq!(challenge["code"]["attempts_left"], 4, "{challenge}");
    let right = json!({"code": code});
    let passed = other.challenge(&id, "confirm-code", right).await;
    passed.expect(StatusCode::OK);
}

/// The parts that `/readyz` misses.
async fn missing(member: &mut Member) -> Vec<String> {
    let answer = reqwest::get(member.serve().readyz()).await;
    let answer: Value = answer.expect("an answer").json().await.expect("JSON");
    let parts = answer["parts"].as_object().expect("parts");
    let missing = parts.iter().filter(|(_, part)| part["ok"] == false);
    missing.map(|(name, _)| name.clone()).collect()
}
