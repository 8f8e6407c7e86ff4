//! A database that was restored to an older state than NATS has seen.

use countersign::{api_keys::Role, nats};
use countersign_tests::{
    portal::Portal,
    world::{World, eventually},
};
use reqwest::StatusCode;

/// What an instance says of its relay.
async fn relay(world: &World) -> String {
    let url = world.instances[0].admin_url();
    let answer = Portal::new(url, vec![])
        .bare(reqwest::Method::GET, "/readyz")
        .send()
        .await
        .expect("an answer");
    let readiness: serde_json::Value = answer.json().await.expect("JSON");
    readiness["parts"]["relay"]["detail"]
        .as_str()
        .expect("the relay is among the parts")
        .to_owned()
}

async fn register(world: &World, accounts: std::ops::Range<u32>) {
    for number in accounts {
        let (id, email) = (format!("a-{number}"), format!("a-{number}@example.com"));
        let answer = world.portal().put_account(&id, &email).await;
        answer.expect(StatusCode::CREATED);
    }
}

async fn published(world: &World, position: i64) {
    eventually("the relay is level with the log", async || {
        relay(world).await == format!("published the log up to {position}")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_relay_stands_still_however_far_the_log_grows_until_the_stream_is_removed() {
    let mut world = World::start().await;
    register(&world, 0..2).await;
    published(&world, 2).await;
    world.stop_instances().await;
    let older = world.database.copy().await;
    world.start_instance().await;
    register(&world, 2..5).await;
    published(&world, 5).await;
    world.stop_instances().await;

    world.database = older;
    world.start_instance().await;
    eventually("the relay notices", async || {
        relay(&world).await.contains("ahead of the log")
    })
    .await;
    register(&world, 12..18).await;
    let log = world.portal().get(Role::Auditor, "/v1/log").await;
    let events = log.expect(StatusCode::OK)["events"].as_array();
    assert_eq!(events.map(Vec::len), Some(8), "commands go on");
    // What matters is what a relay makes of the stream that starts only now.
    world.stop_instances().await;
    world.start_instance().await;
    eventually("the relay notices again", async || {
        relay(&world)
            .await
            .contains("which ends at 8, does not have its event at position 5")
    })
    .await;

    world.stop_instances().await;
    let client = nats::connect(&world.nats.url()).await.expect("a URL");
    let jetstream = nats::jetstream(client);
    jetstream
        .delete_stream(nats::STREAM)
        .await
        .expect("the stream is removed");
    world.start_instance().await;
    published(&world, 8).await;
}
