//! Rest: nothing is left to do.

use std::time::Duration;

use async_nats::jetstream::{consumer::pull, stream::Stream};
use countersign::nats;
use countersign_handlers::HANDLERS;
use serde_json::Value;
use tokio::time::Instant;

use super::Excused;
use crate::{faults::Ground, world::BOUND};

/// Waits until the stream has the whole log, the consumers have taken all of it, every event that a
/// handler answers is answered, and the read models are level, all that followed from it included.
///
/// # Panics
///
/// When it is not so in time.
pub async fn nothing_is_left_to_do(ground: &Ground, excused: Excused) {
    const LOOK_AGAIN: Duration = Duration::from_millis(50);
    let deadline = Instant::now() + BOUND;
    loop {
        let left = what_is_left(ground, excused).await;
        if left.is_empty() {
            return;
        }
        assert!(Instant::now() < deadline, "left to do: {left:#?}");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

async fn what_is_left(ground: &Ground, excused: Excused) -> Vec<String> {
    let before = head(ground).await;
    let mut left = open_deliveries(ground, excused).await;
    left.extend(of_the_stream(ground, before, excused).await);
    left.extend(of_the_read_models(ground, before).await);
    let grown = head(ground).await - before;
    if grown > 0 {
        left.push(format!("{grown} events came meanwhile"));
    }
    left
}

async fn head(ground: &Ground) -> i64 {
    sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM events")
        .fetch_one(&mut ground.database.admin().await)
        .await
        .expect("the log is there")
}

async fn open_deliveries(ground: &Ground, excused: Excused) -> Vec<String> {
    let mut admin = ground.database.admin().await;
    let mut left: Vec<String> = sqlx::query_scalar(
        "SELECT concat_ws(' ', handler, position, state, reason) FROM deliveries
         WHERE state NOT IN ('settled', 'discarded') AND NOT (state = 'dead' AND $1)",
    )
    .bind(excused.dead_letters)
    .fetch_all(&mut admin)
    .await
    .expect("the deliveries are there");
    for handler in HANDLERS {
        let unbrought: Vec<String> = sqlx::query_scalar(
            "SELECT concat_ws(' ', $1, position, 'was never brought') FROM events e
             WHERE aggregate_type = $2 AND event_type = $3
               AND NOT EXISTS (SELECT FROM deliveries d
                               WHERE d.handler = $1 AND d.event_id = e.event_id)",
        )
        .bind(handler.name)
        .bind(handler.aggregate_type)
        .bind(handler.event_type)
        .fetch_all(&mut admin)
        .await
        .expect("the deliveries are there");
        left.extend(unbrought);
    }
    left
}

async fn of_the_stream(ground: &Ground, head: i64, excused: Excused) -> Vec<String> {
    let client = nats::connect(&ground.nats.url()).await;
    let jetstream = nats::jetstream(client.expect("the URL is one"));
    let Ok(stream) = jetstream.get_stream(nats::STREAM).await else {
        return vec!["there is no stream".to_owned()];
    };
    let mut left = vec![];
    let last = last_position(&stream).await;
    if last != Some(head) {
        left.push(format!("the log ends at {head}, the stream at {last:?}"));
    }
    for handler in HANDLERS {
        let Ok(consumer) = stream.get_consumer::<pull::Config>(handler.name).await else {
            left.push(format!("{} has no consumer", handler.name));
            continue;
        };
        let info = consumer.cached_info();
        let (pending, taken) = (info.num_pending, info.num_ack_pending);
        if pending > 0 || (taken > 0 && !excused.messages_under_a_lease) {
            left.push(format!(
                "{}: {pending} to take, {taken} taken",
                handler.name
            ));
        }
    }
    left
}

async fn last_position(stream: &Stream) -> Option<i64> {
    let last = stream.cached_info().state.last_sequence;
    let message = stream.get_raw_message(last).await.ok()?;
    let event: Value = serde_json::from_slice(&message.payload).ok()?;
    event["position"].as_i64()
}

async fn of_the_read_models(ground: &Ground, head: i64) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT concat_ws(' ', name, 'is at', position) FROM projections
         WHERE serving AND position < $1",
    )
    .bind(head)
    .fetch_all(&mut ground.database.admin().await)
    .await
    .expect("the projections are there")
}
