//! What binds the signer: the largest checkpoint under the log's own key that is known of, wherever it
//! was found. NATS keeps the last one, so that a database which is restored from a backup, and with it
//! what was signed, is not signed on as if nothing had happened.

use async_nats::jetstream::{
    Context,
    stream::{Config, DiscardPolicy, StorageType, Stream},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_audit::{Hash, Note, PublicKey};

/// The stream that keeps the last checkpoint of each log.
const STREAM: &str = "countersign-checkpoints";
/// Their subjects.
const SUBJECTS: &str = "countersign.checkpoint.>";

/// The largest checkpoint that is known of.
#[derive(Debug, Default)]
pub(super) struct Binding {
    known: Option<(i64, Hash)>,
}

impl Binding {
    /// Takes note of a checkpoint, which the log's key has signed.
    pub(super) fn learn(&mut self, size: i64, root: Hash) {
        if self.known.is_none_or(|(known, _)| size > known) {
            self.known = Some((size, root));
        }
    }

    /// The largest one.
    pub(super) fn known(&self) -> Option<(i64, Hash)> {
        self.known
    }
}

/// The last checkpoint of a log that NATS has, if one of these keys has signed it.
pub(super) async fn recall(
    jetstream: &Context,
    replicas: usize,
    origin: &str,
    keys: &[PublicKey],
) -> Result<Option<(i64, Hash)>, async_nats::Error> {
    let stream = stream(jetstream, replicas).await?;
    let message = match stream
        .get_last_raw_message_by_subject(&subject(origin))
        .await
    {
        Ok(message) => message,
        Err(error) if is_none(&error) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let note = Note::from_bytes(&message.payload);
    let note = note.and_then(|note| note.require_signed(keys).map(|()| note));
    Ok(match note {
        Ok(note) if note.checkpoint().origin == origin => {
            let checkpoint = note.checkpoint();
            Some((checkpoint.size.cast_signed(), checkpoint.root))
        }
        // Anybody who may publish there can put something else in; it binds nobody.
        _ => {
            tracing::warn!("NATS holds a checkpoint that no key of this log has signed");
            None
        }
    })
}

/// Has NATS keep a checkpoint.
pub(super) async fn keep(
    jetstream: &Context,
    origin: &str,
    note: Vec<u8>,
) -> Result<(), async_nats::Error> {
    let ack = jetstream.publish(subject(origin), note.into()).await?;
    ack.await?;
    Ok(())
}

async fn stream(jetstream: &Context, replicas: usize) -> Result<Stream, async_nats::Error> {
    let config = Config {
        name: STREAM.to_owned(),
        description: Some("The last checkpoint that Countersign signed".to_owned()),
        subjects: vec![SUBJECTS.to_owned()],
        max_messages_per_subject: 1,
        discard: DiscardPolicy::Old,
        storage: StorageType::File,
        num_replicas: replicas,
        ..Config::default()
    };
    Ok(jetstream.get_or_create_stream(config).await?)
}

/// A log's name may hold what a subject may not.
fn subject(origin: &str) -> String {
    format!("countersign.checkpoint.{}", URL_SAFE_NO_PAD.encode(origin))
}

fn is_none(error: &async_nats::jetstream::stream::LastRawMessageError) -> bool {
    use async_nats::jetstream::stream::LastRawMessageErrorKind as Kind;
    matches!(error.kind(), Kind::NoMessageFound)
}
