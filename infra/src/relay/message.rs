//! One event as a message, and how ours are told from others'.

use async_nats::{
    HeaderMap,
    header::NATS_MESSAGE_ID,
    jetstream::message::{PublishMessage, StreamMessage},
};
use serde::Deserialize;
use sqlx::types::Uuid;
use tracing::Span;

use crate::{keys::Keyring, store::StoredEvent, traces, wire::WireEvent};

/// The header of the mark that only who has the relay's key can make.
const MARK: &str = "Countersign-Mark";

/// A message's own word of which event it is. Not believed until the log or a mark confirms it.
#[derive(Debug, Deserialize)]
pub(crate) struct Claim {
    pub(crate) position: i64,
    pub(crate) event_id: Uuid,
}

impl Claim {
    /// What a payload claims, if anything; positions begin at 1.
    pub(crate) fn read(payload: &[u8]) -> Option<Self> {
        let claim: Self = serde_json::from_slice(payload).ok()?;
        (claim.position >= 1).then_some(claim)
    }
}

/// The message of one event, which JetStream takes only behind the one before it.
pub(super) fn message(
    event: &StoredEvent,
    before: Option<&str>,
    sequence_before: u64,
    keyring: &Keyring,
) -> Result<PublishMessage, serde_json::Error> {
    let payload = serde_json::to_vec(&WireEvent::from(event))?;
    let message = PublishMessage::build()
        .header(MARK, keyring.mark(&payload, sequence_before + 1))
        .payload(payload.into())
        .message_id(event.event_id.to_string());
    Ok(match before {
        Some(before) => message.expected_last_message_id(before),
        None => message.expected_last_sequence(sequence_before),
    })
}

/// From an event on its way to JetStream until that has it, in the trace of what led to the event.
pub(super) fn span(event: &StoredEvent) -> Span {
    let span = tracing::info_span!(
        target: traces::ONLY,
        "publish",
        otel.kind = "producer",
        position = event.position,
    );
    traces::go_on(&span, event.metadata.get(traces::TRACEPARENT));
    span
}

/// What a message claims, where its id says the same.
pub(super) fn claim(message: &StreamMessage) -> Option<Claim> {
    let claim = Claim::read(&message.payload)?;
    (id(message) == Some(claim.event_id.to_string())).then_some(claim)
}

fn id(message: &StreamMessage) -> Option<String> {
    header(&message.headers, NATS_MESSAGE_ID.as_ref())
}

/// Whether a relay of ours put it there. A copy of an earlier message is not where ours was.
pub(super) fn is_ours(message: &StreamMessage, keyring: &Keyring) -> bool {
    header(&message.headers, MARK)
        .is_some_and(|mark| keyring.is_marked(&message.payload, message.sequence, &mark))
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(ToString::to_string)
}
