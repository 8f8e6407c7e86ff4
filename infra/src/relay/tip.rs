//! Where the stream stands, by its last message.

use async_nats::jetstream::stream::{Info, RawMessageErrorKind, Stream};
use sqlx::PgPool;

use super::{RelayError, message};
use crate::{keys::Keyring, store::log};

/// How far back a message of ours is looked for behind foreign ones.
const FOREIGN_MESSAGES_MAX: u64 = 1_000;

/// What the next message has to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tip {
    /// The position of the last of our events in the stream; 0 where there is none.
    pub(super) position: i64,
    /// The sequence of the stream's last message, whosever it is.
    pub(super) sequence: u64,
    /// The id of that message, if this relay published it since it looked. A server that was away
    /// for longer than its duplicate window forgets the id it ended with, and refuses whatever
    /// names it; the sequence it keeps.
    pub(super) message_id: Option<String>,
}

/// The stream against the log.
pub(super) enum Standing {
    /// It ends within the log.
    Behind(Tip),
    /// It ends with an event of ours that the log does not have, however far that has grown since:
    /// the database was restored to an older state than the stream's.
    Ahead { position: i64, head: i64 },
}

/// Finds the last of our events in the stream.
pub(super) async fn locate(
    pool: &PgPool,
    keyring: &Keyring,
    stream: &Stream<Info>,
) -> Result<Standing, RelayError> {
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
        let message = match stream.get_raw_message(sequence).await {
            Ok(message) => message,
            // A message that was deleted is none to follow.
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => continue,
            Err(error) => return Err(RelayError::jetstream(error)),
        };
        let ours = message::claim(&message).filter(|_| message::is_ours(&message, keyring));
        if let Some(claim) = ours {
            let event = log::read_at(&mut connection, claim.position).await?;
            if event.is_some_and(|event| event.event_id == claim.event_id) {
                tip.position = claim.position;
                return Ok(Standing::Behind(tip));
            }
            return Ok(Standing::Ahead {
                position: claim.position,
                head: log::head(&mut connection).await?,
            });
        }
        tracing::warn!(
            sequence,
            "the stream holds a message that is not ours; going on behind it"
        );
    }
    Ok(Standing::Behind(tip))
}
