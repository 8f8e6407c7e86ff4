//! The signer: signs what no signature covers yet.

use std::{sync::Arc, time::Duration};

use async_nats::jetstream::Context;
use countersign_audit::{Checkpoint, InvalidKey, LogKey, Note, NoteError, PublicKey, Tree};
use sqlx::PgConnection;
use thiserror::Error;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    Published, Refused, SignerStatus,
    binding::{self, Binding},
    growth::{self, Growth},
    patrol::{self, Patrol},
    published, tiles,
};
use crate::{
    causes::with_causes,
    stop_point::StopPoint,
    store::{Store, log},
};

/// The least time between two checkpoints: a signature is worth waiting for others to share it.
const SIGN_INTERVAL: Duration = Duration::from_millis(250);
/// How soon events of other instances are noticed.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// How long to wait before trying again.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);
/// How long to wait before looking again at a log that cannot be signed.
const HALT_INTERVAL: Duration = Duration::from_secs(10);
/// Events that one checkpoint adds at most, so that a long log is signed piece by piece.
const EVENTS_MAX: i64 = 50_000;

/// What a signer needs to know.
#[derive(Clone)]
pub struct SignerSettings {
    /// The log's name.
    pub origin: String,
    /// Servers of a JetStream cluster that keep the last checkpoint.
    pub jetstream_replicas: usize,
    /// The newest note that a witness has cosigned, where there is one; none until it has answered.
    pub witnessed: Option<watch::Receiver<Witnessed>>,
}

/// What a witness has told of.
#[derive(Debug, Clone, Default)]
pub enum Witnessed {
    /// It has not answered yet.
    #[default]
    Unknown,
    /// It has cosigned nothing of this log.
    Nothing,
    /// Its newest checkpoint.
    Checkpoint(Checkpoint),
}

/// What keeps the signer from signing.
#[derive(Debug, Error)]
enum SignerError {
    #[error("the log cannot be read or its checkpoint not be kept")]
    Database(#[from] sqlx::Error),
    #[error("NATS does not say what was signed last")]
    Nats(#[source] async_nats::Error),
    #[error("the witness has not said yet what it has cosigned")]
    Witness,
    #[error("the log's name cannot be one of a key")]
    Name(#[from] InvalidKey),
    #[error("the checkpoint cannot be signed")]
    Note(#[from] NoteError),
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// Signs until told to stop.
pub async fn run(
    store: Arc<Store>,
    jetstream: Context,
    settings: SignerSettings,
    status: watch::Sender<SignerStatus>,
    stop: CancellationToken,
) {
    let (to_keep, kept) = watch::channel(Vec::new());
    let keeping = keep_last(jetstream.clone(), settings.origin.clone(), kept);
    let mut signer = Signer {
        head: store.head(),
        store,
        jetstream,
        settings,
        status,
        to_keep,
        tree: Tree::default(),
        binding: Binding::default(),
        met: 0,
        is_bound: false,
        public: vec![],
        patrol: Patrol::default(),
    };
    let signing = async {
        loop {
            signer.head.mark_unchanged();
            let outcome = signer.look().await;
            signer.wait(outcome).await;
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = signing => {}
        () = keeping => {}
    }
}

/// Has NATS keep the newest note. One that it did not take is followed by another.
async fn keep_last(jetstream: Context, origin: String, mut signed: watch::Receiver<Vec<u8>>) {
    while signed.changed().await.is_ok() {
        let note = signed.borrow_and_update().clone();
        while let Err(error) = binding::keep(&jetstream, &origin, note.clone()).await {
            tracing::warn!(error = %with_causes(&*error), "NATS does not keep the last checkpoint");
            if timeout(RETRY_INTERVAL, signed.changed()).await.is_ok() {
                signed.mark_changed();
                break;
            }
        }
    }
}

struct Signer {
    store: Arc<Store>,
    head: watch::Receiver<i64>,
    jetstream: Context,
    settings: SignerSettings,
    status: watch::Sender<SignerStatus>,
    /// The newest note, for NATS.
    to_keep: watch::Sender<Vec<u8>>,
    /// The tree as it was last kept by this instance.
    tree: Tree,
    binding: Binding,
    /// The size of the largest checkpoint the tree was held against.
    met: i64,
    is_bound: bool,
    public: Vec<PublicKey>,
    patrol: Patrol,
}

/// What came of a look.
enum Looked {
    Signed,
    NothingNew,
}

impl Signer {
    /// Looks at the log, and signs what is new.
    async fn look(&mut self) -> Result<Looked, SignerError> {
        let keys = self.keys()?;
        self.bind(&keys).await?;
        let store = Arc::clone(&self.store);
        let mut connection = store.pool().acquire().await?;
        let newest = published::newest_of_all(&mut *connection).await?;
        let ours = published::newest(&mut *connection, &self.settings.origin).await?;
        if let Some(ours) = &ours {
            self.binding.learn(ours.size, ours.root);
        }
        // Behind all that was signed, which by then is in the log, whoever appended and signed it.
        let head = log::head(&mut connection).await?;
        let size = newest.as_ref().map_or(0, |newest| newest.size);
        let known = self.binding.known();
        let signed = known.map_or(size, |(known, _)| known.max(size));
        if head < signed {
            return Err(Refused::Shorter { head, signed }.into());
        }
        self.stand_on(&mut connection, newest.as_ref()).await?;
        self.meet(&mut connection, size).await?;
        if head == size && (ours.is_some_and(|ours| ours.size == size) || head == 0) {
            self.patrol.go_on(&mut connection, size).await??;
            self.status
                .send_replace(SignerStatus::Following { position: size });
            return Ok(Looked::NothingNew);
        }
        let until = head.min(size + EVENTS_MAX);
        let grown = growth::grow(&mut connection, self.tree.clone(), until, known).await??;
        self.sign(&mut connection, size, grown, &keys).await
    }

    /// The keys of the log at hand.
    fn keys(&self) -> Result<Vec<LogKey>, SignerError> {
        Ok(self.store.keyring().log_keys().of(&self.settings.origin)?)
    }

    /// Learns what was signed, before anything else is: nothing is signed until all have answered who
    /// may know more than this database.
    async fn bind(&mut self, keys: &[LogKey]) -> Result<(), SignerError> {
        let public: Vec<PublicKey> = keys.iter().map(|key| key.public().clone()).collect();
        if public != self.public {
            published::publish_keys(self.store.pool(), &public).await?;
            self.public = public;
        }
        let witnessed = self
            .settings
            .witnessed
            .as_ref()
            .map(|told| told.borrow().clone());
        match witnessed {
            Some(Witnessed::Unknown) if !self.is_bound => return Err(SignerError::Witness),
            Some(Witnessed::Checkpoint(told)) => {
                self.binding.learn(told.size.cast_signed(), told.root);
            }
            _ => {}
        }
        if !self.is_bound {
            let origin = &self.settings.origin;
            let keys = published::public_keys(self.store.pool(), origin).await?;
            let replicas = self.settings.jetstream_replicas;
            let told = binding::recall(&self.jetstream, replicas, origin, &keys).await;
            if let Some((size, root)) = told.map_err(SignerError::Nats)? {
                self.binding.learn(size, root);
            }
            self.is_bound = true;
        }
        Ok(())
    }

    /// Has the tree that was signed last, whoever signed it.
    async fn stand_on(
        &mut self,
        connection: &mut PgConnection,
        newest: Option<&Published>,
    ) -> Result<(), SignerError> {
        let Some(newest) = newest else {
            self.tree = Tree::default();
            return Ok(());
        };
        let size = newest.size;
        if self.tree.size().cast_signed() != size {
            self.tree = tiles::tree(connection, size).await??;
            // Its last events, by which a log that was rewound and has grown again is told.
            patrol::compare_last(connection, size).await??;
        }
        Ok(growth::require(&self.tree, Some((size, newest.root)))?)
    }

    /// Holds the tree against the largest checkpoint known of, where it has grown past it already.
    async fn meet(&mut self, connection: &mut PgConnection, size: i64) -> Result<(), SignerError> {
        let known = self.binding.known();
        let Some(known) = known.filter(|(known, _)| self.met < *known && *known <= size) else {
            return Ok(());
        };
        let tree = tiles::tree(connection, known.0).await??;
        growth::require(&tree, Some(known))?;
        self.met = known.0;
        Ok(())
    }

    async fn sign(
        &mut self,
        connection: &mut PgConnection,
        base: i64,
        grown: Growth,
        keys: &[LogKey],
    ) -> Result<Looked, SignerError> {
        let checkpoint = Checkpoint {
            origin: self.settings.origin.clone(),
            size: grown.tree.size(),
            root: grown.tree.root(),
        };
        let keys: Vec<&LogKey> = keys.iter().collect();
        let note = Note::sign(checkpoint, &keys)?;
        StopPoint::CheckpointSigned.pass();
        if published::keep(connection, base, &note, &grown.tiles).await? {
            StopPoint::CheckpointKept.pass();
            let checkpoint = note.checkpoint();
            let position = checkpoint.size.cast_signed();
            self.binding.learn(position, checkpoint.root);
            (self.tree, self.met) = (grown.tree, position);
            self.to_keep.send_replace(note.to_bytes());
            self.status
                .send_replace(SignerStatus::Following { position });
        }
        // Where another instance was first, the next look stands on its checkpoint.
        Ok(Looked::Signed)
    }

    /// Says how it went, and waits until there is reason to look again.
    async fn wait(&mut self, outcome: Result<Looked, SignerError>) {
        match outcome {
            Ok(Looked::Signed) => sleep(SIGN_INTERVAL).await,
            Ok(Looked::NothingNew) => {
                // A closed channel means that the store is gone; the poll goes on until the stop.
                let _ = timeout(POLL_INTERVAL, self.head.changed()).await;
            }
            Err(SignerError::Refused(refused)) => {
                let status = SignerStatus::Refused(refused.clone());
                tracing::error!(
                    reason = %refused,
                    "the log is not signed any further until an operator has looked"
                );
                self.status.send_replace(status);
                // What was kept in memory may be what is wrong.
                self.tree = Tree::default();
                sleep(HALT_INTERVAL).await;
            }
            Err(error) => {
                let away = SignerStatus::Away {
                    reason: with_causes(&error),
                };
                if self.status.send_replace(away.clone()) != away {
                    let error = with_causes(&error);
                    tracing::warn!(error, "the signer tries again");
                }
                sleep(RETRY_INTERVAL).await;
            }
        }
    }
}
