//! A backup, restored on a fresh server, with the NATS of before.

use countersign::nats;
use countersign_tests::{
    faults::{Backup, Customers, Excused, Ground, each_seed, invariants},
    world::eventually,
};
use rand::rngs::StdRng;
use serde_json::Value;

/// The stream knows events that the restored log does not: nothing more is published, while
/// commands go on, until the stream is removed, as the manual has it.
#[tokio::test(flavor = "multi_thread")]
async fn a_restored_database_goes_on_once_the_stream_is_removed() {
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let before = Customers::arrive(&ground, 4, "before", &mut chance);
        eventually("there is something to keep", async || {
            before.history().done() >= 20
        })
        .await;
        let backup = Backup::take(&ground.database);
        let kept = before.history().done();
        eventually("there is something to lose", async || {
            before.history().done() >= kept + 20
        })
        .await;
        let lost = before.leave().await;
        stop(&mut ground).await;

        ground.move_to(backup.restore().await);
        for member in &mut ground.members {
            member.start().await;
        }
        let after = Customers::arrive(&ground, 4, "after", &mut chance);
        for member in &mut ground.members {
            let readyz = member.serve().readyz();
            eventually("the relay stands still and says why", async || {
                relay(&readyz).await.contains("ahead of the log")
            })
            .await;
        }
        eventually("commands go on", async || after.history().done() >= 20).await;
        stop(&mut ground).await;

        let client = nats::connect(&ground.nats.url()).await;
        let jetstream = nats::jetstream(client.expect("the URL is one"));
        let deleted = jetstream.delete_stream(nats::STREAM).await;
        assert!(deleted.expect("it is there").success);
        ground.heal().await;
        let history = after.leave().await;
        ground.a_minute_later().await;
        assert!(lost.done() > kept, "nothing was lost");
        // What was under way when the backup was taken is under way in it.
        invariants::hold(&ground, &history, 20, Excused::AFTER_A_CRASH).await;
    })
    .await;
}

async fn stop(ground: &mut Ground) {
    for member in &mut ground.members {
        let status = member.stop().await;
        assert!(status.success(), "{status}");
    }
}

/// What `/readyz` says of the relay.
async fn relay(readyz: &str) -> String {
    let answer = reqwest::get(readyz).await.expect("an answer");
    let answer: Value = answer.json().await.expect("JSON");
    let detail = &answer["parts"]["relay"]["detail"];
    detail.as_str().unwrap_or_default().to_owned()
}
