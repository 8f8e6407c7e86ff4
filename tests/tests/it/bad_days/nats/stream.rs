//! A stream that is not as it was.

use std::{fs, path::Path, process::Command, time::Duration};

use async_nats::{HeaderMap, header::NATS_EXPECTED_LAST_SEQUENCE};
use countersign::nats;
use countersign_tests::world::{World, eventually};
use tokio::time::sleep;

use super::scene::{answerable, head, jetstream, level, mailed, switch_on};

const BRIEFLY: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread")]
async fn a_wiped_stream_is_filled_again_and_no_mail_goes_twice() {
    let mut world = World::start().await;
    switch_on(&world, "demo").await;
    let before = level(&world).await;

    world.nats.kill().await;
    fs::remove_dir_all(world.streams_folder()).expect("it is wiped");
    world.nats.restart().await.expect("NATS starts again");
    let after = level(&world).await;
    assert!(after.first_timestamp > before.last_timestamp, "all anew");

    switch_on(&world, "other").await;
    level(&world).await;
    assert_eq!(mailed(&world), answerable(&world).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rewound_stream_is_filled_up_and_no_mail_goes_twice() {
    let mut world = World::start().await;
    world.portal().put_account("demo", "demo@example.com").await;
    level(&world).await;
    world.nats.stop().await;
    let earlier = world.streams_folder().with_extension("earlier");
    copy(&world.streams_folder(), &earlier);
    world.nats.restart().await.expect("NATS starts again");
    switch_on(&world, "demo").await;
    let before = level(&world).await;

    world.nats.kill().await;
    fs::remove_dir_all(world.streams_folder()).expect("it is wiped");
    fs::rename(&earlier, world.streams_folder()).expect("it is as it was");
    world.nats.restart().await.expect("NATS starts again");
    let after = level(&world).await;
    assert_eq!(after.first_timestamp, before.first_timestamp);
    assert!(after.last_timestamp > before.last_timestamp, "the end anew");

    switch_on(&world, "other").await;
    level(&world).await;
    assert_eq!(mailed(&world), answerable(&world).await);
}

/// It then refuses whatever names the last of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_has_forgotten_its_ids_is_published_to() {
    let mut world = World::start().await;
    switch_on(&world, "demo").await;
    remember_ids_briefly(&world).await;
    level(&world).await;
    sleep(2 * BRIEFLY).await;
    world.nats.kill().await;
    world.nats.restart().await.expect("NATS starts again");
    switch_on(&world, "other").await;
    level(&world).await;
    assert_eq!(mailed(&world), answerable(&world).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_an_old_message_moves_the_relay_nowhere() {
    let world = World::start().await;
    switch_on(&world, "demo").await;
    let before = level(&world).await;
    remember_ids_briefly(&world).await;
    let jetstream = jetstream(&world).await;
    let stream = jetstream.get_stream(nats::STREAM).await;
    let stream = stream.expect("it is there");
    // Once nobody remembers it, it is taken again.
    let old = stream.get_raw_message(1).await.expect("the first message");
    eventually("a copy is taken", async || {
        let all = old.headers.iter();
        let copied = all.filter(|(name, _)| **name != NATS_EXPECTED_LAST_SEQUENCE);
        let copy = copied.map(|(name, values)| (name.clone(), values[0].clone()));
        let copy = copy.collect::<HeaderMap>();
        let taken = jetstream
            .publish_with_headers(old.subject.clone(), copy, old.payload.clone())
            .await
            .expect("it is sent")
            .await;
        taken.is_ok_and(|ack| !ack.duplicate)
    })
    .await;

    switch_on(&world, "other").await;
    eventually("the stream has the log and the copy", async || {
        let head = head(&world).await;
        let info = stream.get_info().await.expect("it is there");
        assert!(info.state.messages <= head + 1, "published twice");
        info.state.messages == head + 1 && head > before.messages
    })
    .await;
    let expected = answerable(&world).await;
    eventually("the mails came", async || mailed(&world) == expected).await;
}

/// NATS knows a message again for so long, in place of two minutes.
async fn remember_ids_briefly(world: &World) {
    let jetstream = jetstream(world).await;
    let stream = jetstream.get_stream(nats::STREAM).await;
    let mut config = stream.expect("it is there").cached_info().config.clone();
    config.duplicate_window = BRIEFLY;
    let changed = jetstream.update_stream(config).await;
    changed.expect("it is changed");
}

/// With owners and modes, since the server may run as somebody else.
fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(copied.expect("there is cp").success());
}
