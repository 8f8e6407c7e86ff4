//! Where the stream stands, by its last message.

use async_nats::{
    HeaderMap,
    jetstream::stream::{Info, Stream},
};
use serde::Deserialize;
use sqlx::{PgPool, types::Uuid};

use super::RelayError;
use crate::store::log;

/// How far back a message of ours is looked for behind foreign ones.
const FOREIGN_MESSAGES_MAX: u64 = 1_000;

/// What the next message has to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tip {
    /// The position of the last of our events in the stream; 0 where there is none.
    pub(super) position: i64,
    /// The sequence of the stream's last message, whosever it is.
    pub(super) sequence: u64,
    /// The id of that message, if it has one.
    pub(super) message_id: Option<String>,
}

/// The stream against the log.
pub(super) enum Standing {
    /// It ends within the log.
    Behind(Tip),
    /// It ends with an event that the log does not have yet: the database was restored to an
    /// older state than the stream's.
    Ahead { position: i64, head: i64 },
}

/// A message's own word of which event it is. Not believed until the log confirms it.
#[derive(Deserialize)]
pub(crate) struct Claim {
    pub(crate) position: i64,
    pub(crate) event_id: Uuid,
}

/// Finds the last of our events in the stream.
pub(super) async fn locate(pool: &PgPool, stream: &Stream<Info>) -> Result<Standing, RelayError> {
    let state = stream
        .get_info()
        .await
        .map_err(RelayError::jetstream)?
        .state;
    let mut tip = Tip {
        position: 0,
        sequence: state.last_sequence,
        message_id: None,
    };
    if state.messages == 0 {
        return Ok(Standing::Behind(tip));
    }
    let mut connection = pool.acquire().await?;
    let lowest = state
        .first_sequence
        .max(state.last_sequence.saturating_sub(FOREIGN_MESSAGES_MAX));
    for sequence in (lowest..=state.last_sequence).rev() {
        // A message that was deleted is none to follow.
        let Ok(message) = stream.get_raw_message(sequence).await else {
            continue;
        };
        let message_id = message_id(&message.headers);
        if sequence == state.last_sequence {
            tip.message_id.clone_from(&message_id);
        }
        let claim = serde_json::from_slice::<Claim>(&message.payload).ok();
        let claim = claim.filter(|claim| message_id == Some(claim.event_id.to_string()));
        if let Some(claim) = claim {
            let event = log::read_at(&mut connection, claim.position).await?;
            if event.is_some_and(|event| event.event_id == claim.event_id) {
                tip.position = claim.position;
                return Ok(Standing::Behind(tip));
            }
            let head = log::head(&mut connection).await?;
            if claim.position > head {
                return Ok(Standing::Ahead {
                    position: claim.position,
                    head,
                });
            }
        }
        tracing::warn!(
            sequence,
            "the stream holds a message that is not ours; going on behind it"
        );
    }
    Ok(Standing::Behind(tip))
}

fn message_id(headers: &HeaderMap) -> Option<String> {
    headers
        .get(async_nats::header::NATS_MESSAGE_ID)
        .map(ToString::to_string)
}
