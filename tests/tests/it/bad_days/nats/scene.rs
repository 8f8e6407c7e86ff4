//! Whole activations, and how far their mails and messages are.

use async_nats::jetstream::{Context, consumer::pull, stream::State};
use countersign::nats;
use countersign_handlers::HANDLERS;
use countersign_tests::{
    smtp::Received,
    world::{World, eventually},
};
use reqwest::StatusCode;
use serde_json::json;

/// An account goes all the way; two mails follow.
pub(super) async fn switch_on(world: &World, account_id: &str) {
    let portal = world.portal();
    let email = format!("{account_id}@example.com");
    portal.put_account(account_id, &email).await;
    let (id, code) = portal.awaiting_code(account_id, &world.smtp).await;
    let confirmed = portal
        .command(&id, "confirm-code", json!({"code": code}))
        .await;
    confirmed.expect(StatusCode::OK);
    let activated = portal.command(&id, "acknowledge", json!({})).await;
    activated.expect(StatusCode::OK);
}

/// Waits until the stream has the whole log and every handler has answered it; how the stream
/// is then.
pub(super) async fn level(world: &World) -> State {
    let jetstream = jetstream(world).await;
    let mut state = None;
    eventually("the stream is level with the log", async || {
        let before = head(world).await;
        let Ok(stream) = jetstream.get_stream(nats::STREAM).await else {
            return false;
        };
        let found = stream.cached_info().state.clone();
        if found.messages != before {
            return false;
        }
        for handler in HANDLERS {
            let consumer = stream.get_consumer::<pull::Config>(handler.name).await;
            let idle = consumer.is_ok_and(|consumer| {
                let info = consumer.cached_info();
                info.num_pending == 0 && info.num_ack_pending == 0
            });
            if !idle {
                return false;
            }
        }
        state = Some(found);
        // What a handler appended since is to be waited for too.
        head(world).await == before
    })
    .await;
    state.expect("it was waited for")
}

pub(super) async fn jetstream(world: &World) -> Context {
    let client = nats::connect(&world.nats.url()).await;
    nats::jetstream(client.expect("the URL is one"))
}

/// The events whose mails came, in the order of their coming.
pub(super) fn mailed(world: &World) -> Vec<String> {
    let mails = world.smtp.mails();
    let ids = mails.iter().map(Received::message_id);
    ids.map(|id| id.expect("a mail has an id")).collect()
}

/// The events that a mail follows from, in the log's order, as the ids of those mails.
pub(super) async fn answerable(world: &World) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT event_id || '@example.com' FROM events
         WHERE event_type IN ('CodeIssued', 'EnrollmentActivated') ORDER BY position",
    )
    .fetch_all(&mut world.database.admin().await)
    .await
    .expect("the log is there")
}

/// The last position of the log.
pub(super) async fn head(world: &World) -> u64 {
    let head: i64 = sqlx::query_scalar("SELECT max(position) FROM events")
        .fetch_one(&mut world.database.admin().await)
        .await
        .expect("the log is there");
    head.unsigned_abs()
}
