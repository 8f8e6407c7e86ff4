//! The stream and its consumers, made before the instances come, with times that a test can wait
//! for.

use std::time::Duration;

use async_nats::jetstream::{
    Context,
    consumer::{AckPolicy, pull},
};
use countersign::nats;
use countersign_handlers::HANDLERS;
use countersign_tests::faults::{Excused, Ground};

/// What NATS had sent when a connection broke comes again after the ack wait. What it told of is
/// answered long before.
pub(super) const LOST_ON_THE_WAY: Excused = Excused {
    codes_not_sent: false,
    dead_letters: false,
    messages_under_a_lease: true,
};

/// The instances' view of NATS, for a test.
pub(super) async fn jetstream(ground: &Ground) -> Context {
    let client = nats::connect(&ground.nats.url()).await;
    nats::jetstream(client.expect("the URL is one"))
}

/// Makes the stream with this window, within which a message that comes again is taken for known.
pub(super) async fn make_stream(ground: &Ground, duplicate_window: Duration) {
    let jetstream = jetstream(ground).await;
    let stream = nats::stream(&jetstream, 1).await.expect("it is made");
    let mut config = stream.cached_info().config.clone();
    config.duplicate_window = duplicate_window;
    jetstream
        .update_stream(config)
        .await
        .expect("it is changed");
}

/// Makes the consumers, which then bring a message again that was not answered for so long.
pub(super) async fn make_consumers(ground: &Ground, ack_wait: Duration) {
    let jetstream = jetstream(ground).await;
    let stream = jetstream
        .get_stream(nats::STREAM)
        .await
        .expect("it is there");
    for handler in HANDLERS {
        let config = pull::Config {
            durable_name: Some(handler.name.to_owned()),
            filter_subject: nats::subject(handler.aggregate_type, handler.event_type),
            ack_policy: AckPolicy::Explicit,
            ack_wait,
            ..pull::Config::default()
        };
        stream.create_consumer(config).await.expect("it is made");
    }
}

/// No event is in the stream twice.
pub(super) async fn each_event_is_there_once(ground: &Ground) {
    let jetstream = jetstream(ground).await;
    let stream = jetstream
        .get_stream(nats::STREAM)
        .await
        .expect("it is there");
    let events: i64 = sqlx::query_scalar("SELECT count(*) FROM events")
        .fetch_one(&mut ground.database.admin().await)
        .await
        .expect("the log is there");
    assert_eq!(stream.cached_info().state.messages, events.unsigned_abs());
}
