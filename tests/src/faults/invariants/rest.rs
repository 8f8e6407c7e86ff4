//! Rest: nothing is left to do.

use async_nats::jetstream::{consumer::pull, stream::Stream};
use countersign::nats;
use countersign_handlers::HANDLERS;
use serde_json::Value;

use super::Excused;
use crate::{faults::Ground, world::eventually};

/// Waits until the stream has the whole log, the consumers have taken all of it, and every event
/// that a handler answers is answered, also those that follow from the answers.
///
/// # Panics
///
/// When it is not so in time.
pub async fn nothing_is_left_to_do(ground: &Ground, excused: Excused) {
    let head = async || -> i64 {
        sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM events")
            .fetch_one(&mut ground.database.admin().await)
            .await
            .expect("the log is there")
    };
    eventually("nothing is left to do", async || {
        let before = head().await;
        the_stream_is_the_log(ground, before, excused).await
            && every_delivery_is_settled(ground, excused).await
            && read_models_are_level(ground, before).await
            && head().await == before
    })
    .await;
}

/// Whether the last message is that of the last event, and every consumer is idle.
pub async fn the_stream_is_the_log(ground: &Ground, head: i64, excused: Excused) -> bool {
    let client = nats::connect(&ground.nats.url()).await;
    let jetstream = nats::jetstream(client.expect("the URL is one"));
    let Ok(stream) = jetstream.get_stream(nats::STREAM).await else {
        return false;
    };
    last_position(&stream).await == Some(head) && consumers_are_idle(&stream, excused).await
}

/// Whether every event that a handler answers has a delivery, and none of those is open.
///
/// # Panics
///
/// When the database is not there.
pub async fn every_delivery_is_settled(ground: &Ground, excused: Excused) -> bool {
    let mut admin = ground.database.admin().await;
    for handler in HANDLERS {
        let open: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM events e
             LEFT JOIN deliveries d ON d.handler = $1 AND d.event_id = e.event_id
             WHERE e.aggregate_type = $2 AND e.event_type = $3
               AND (d.state IS NULL OR NOT d.state IN ('settled', 'discarded', $4))",
        )
        .bind(handler.name)
        .bind(handler.aggregate_type)
        .bind(handler.event_type)
        .bind(if excused.dead_letters { "dead" } else { "" })
        .fetch_one(&mut admin)
        .await
        .expect("the deliveries are there");
        if open > 0 {
            return false;
        }
    }
    let dead: i64 = sqlx::query_scalar("SELECT count(*) FROM deliveries WHERE state = 'dead'")
        .fetch_one(&mut admin)
        .await
        .expect("the deliveries are there");
    excused.dead_letters || dead == 0
}

async fn read_models_are_level(ground: &Ground, head: i64) -> bool {
    let behind: i64 =
        sqlx::query_scalar("SELECT count(*) FROM projections WHERE serving AND position < $1")
            .bind(head)
            .fetch_one(&mut ground.database.admin().await)
            .await
            .expect("the projections are there");
    behind == 0
}

async fn last_position(stream: &Stream) -> Option<i64> {
    let last = stream.cached_info().state.last_sequence;
    let message = stream.get_raw_message(last).await.ok()?;
    let event: Value = serde_json::from_slice(&message.payload).ok()?;
    event["position"].as_i64()
}

async fn consumers_are_idle(stream: &Stream, excused: Excused) -> bool {
    for handler in HANDLERS {
        let consumer = stream.get_consumer::<pull::Config>(handler.name).await;
        let idle = consumer.is_ok_and(|consumer| {
            let info = consumer.cached_info();
            info.num_pending == 0 && (excused.messages_of_the_killed || info.num_ack_pending == 0)
        });
        if !idle {
            return false;
        }
    }
    true
}
