//! NATS that has no room, or no JetStream.

use std::{fs, path::PathBuf};

use countersign_tests::{
    faults::{Customers, Disk, Ground, each_seed, invariants, say},
    world::eventually,
};
use rand::{Rng, rngs::StdRng};
use serde_json::{Value, json};

use super::scene::LOST_ON_THE_WAY;

const ROOM_BYTES: u64 = 64 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn without_room_or_jetstream_work_goes_on_and_mails_follow() {
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        let whole = settings(&ground);

        change(&mut ground, |settings| {
            settings["jetstream"]["max_file_store"] = json!(ROOM_BYTES);
        })
        .await;
        told_apart(&mut ground, "insufficient").await;
        customers.go_on(20).await;

        change(&mut ground, |settings| *settings = whole.clone()).await;
        ground.heal().await;
        customers.go_on(10).await;

        change(&mut ground, |settings| {
            settings["jetstream"] = json!("disabled");
        })
        .await;
        told_apart(&mut ground, "JetStream").await;
        customers.go_on(20).await;

        change(&mut ground, |settings| *settings = whole.clone()).await;
        ground.heal().await;
        let history = customers.leave().await;
        invariants::hold(&ground, &history, 50, LOST_ON_THE_WAY).await;
    })
    .await;
}

/// A write fails here, not a limit that NATS set itself: version 2.9 says nothing of it, answers no
/// more about the stream and does not stop in order, so that it is killed.
#[tokio::test(flavor = "multi_thread")]
async fn with_its_disk_full_work_goes_on_and_mails_follow() {
    const DISK_MEBIBYTES: u32 = 16;
    each_seed(async |mut chance: StdRng| {
        let Some(disk) = Disk::mount(DISK_MEBIBYTES) else {
            return say("NATS on a full disk: not tried, since this user may mount none");
        };
        let mut ground = Ground::prepare(&[]).await;
        ground.nats.stop().await;
        disk.take(&ground.streams_folder());
        ground.nats.restart().await.expect("NATS starts on it");
        ground.heal().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        customers.go_on(chance.random_range(5..20)).await;

        disk.fill();
        told_apart(&mut ground, "JetStream").await;
        customers.go_on(20).await;

        disk.make_room();
        ground.nats.kill().await;
        ground.nats.restart().await.expect("NATS starts again");
        ground.heal().await;
        let history = customers.leave().await;
        invariants::hold(&ground, &history, 25, LOST_ON_THE_WAY).await;
    })
    .await;
}

/// Waits until both instances say that NATS is not as it should be, and this of it.
async fn told_apart(ground: &mut Ground, why: &str) {
    for member in &mut ground.members {
        let readyz = member.serve().readyz();
        eventually(&format!("it says {why}"), async || {
            let Ok(answer) = reqwest::get(&readyz).await else {
                return false;
            };
            let Ok(answer) = answer.json::<Value>().await else {
                return false;
            };
            let nats = &answer["parts"]["nats"];
            nats["ok"] == false && nats["detail"].as_str().is_some_and(|it| it.contains(why))
        })
        .await;
    }
}

/// What the server is started with.
fn settings_file(ground: &Ground) -> PathBuf {
    ground.streams_folder().with_file_name("nats.conf")
}

fn settings(ground: &Ground) -> Value {
    let text = fs::read(settings_file(ground)).expect("it is there");
    serde_json::from_slice(&text).expect("it is JSON")
}

async fn change(ground: &mut Ground, change: impl FnOnce(&mut Value)) {
    let mut changed = settings(ground);
    change(&mut changed);
    fs::write(settings_file(ground), changed.to_string()).expect("it can be written");
    ground.nats.restart().await.expect("NATS starts again");
}
