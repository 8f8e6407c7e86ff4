//! Export: a history with its proofs, as a bundle, while the service runs. It ends with the newest
//! checkpoint.

use std::io::Write;

use countersign_audit::{
    BUNDLE_FORMAT, BundleError, BundleWriter, Hash, Header, InvalidProof, Proof,
};
use countersign_domain::AccountId;
use sqlx::{PgConnection, PgPool};
use thiserror::Error;
use tokio::{sync::mpsc, task::JoinError};

use super::{Published, growth::leaf_of, proofs::prove, published, tiles};
use crate::store::log::{self, RawEvent};

/// Events that are read at once: a number of whole tiles.
const PAGE_EVENTS: i64 = 2_048;
/// Pages that wait to be written.
const PAGES_WAITING: usize = 2;
/// Earlier checkpoints that a bundle holds at most. They narrow down where a log was rewritten.
const EARLIER_CHECKPOINTS_MAX: i32 = 1_000;

/// What is exported.
#[derive(Debug, Clone, Default)]
pub struct Export {
    /// One account's events, each with its proof; the whole log where there is none.
    pub account: Option<AccountId>,
    /// Up to the newest checkpoint that a witness has cosigned.
    pub cosigned: bool,
}

/// What was exported.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// How many events.
    pub events: u64,
    /// The checkpoint they end with.
    pub checkpoint: Published,
    /// The first event that the checkpoint covers and that is not there: its position in the log, or
    /// its number among the account's events.
    pub missing: Option<i64>,
}

/// Why nothing was exported.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The log cannot be read.
    #[error("the log cannot be read")]
    Database(#[from] sqlx::Error),
    /// The bundle cannot be written.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// There is nothing to end with.
    #[error("the log has no such checkpoint yet")]
    NoCheckpoint,
    /// The account has no event that is signed.
    #[error("no signed event is account {0}'s")]
    NoSuchAccount(AccountId),
    /// The tree has no proof for an event.
    #[error("the tree has no proof for the event at position {position}")]
    Proof {
        /// Which.
        position: i64,
        /// Why.
        source: InvalidProof,
    },
    /// The writer was cut off.
    #[error("the bundle was not written to its end")]
    CutOff(#[from] JoinError),
}

impl Export {
    /// Writes the bundle. `progress` is told of the events written and of how many there are.
    pub async fn write<W: Write + Send + 'static>(
        &self,
        pool: &PgPool,
        file: W,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<(Exported, W), ExportError> {
        let mut connection = pool.acquire().await?;
        let checkpoint = self.checkpoint(&mut connection).await?;
        let header = self.header(&mut connection, &checkpoint).await?;
        let total = self.count(&mut connection, checkpoint.size).await?;
        let earlier = if self.account.is_none() {
            let Published { origin, size, .. } = &checkpoint;
            published::spread(&mut *connection, origin, *size, EARLIER_CHECKPOINTS_MAX).await?
        } else {
            vec![]
        };
        let note = checkpoint.note.clone();
        let (pages, to_write) = mpsc::channel(PAGES_WAITING);
        let writing = tokio::task::spawn_blocking(move || {
            write(BundleWriter::new(file, &header, &note)?, to_write, earlier)
        });
        let mut reading = Reading::default();
        while let Some(page) = self
            .read_on(&mut connection, &checkpoint, &mut reading)
            .await?
        {
            if pages.send(page).await.is_err() {
                break;
            }
            progress(reading.events, total);
        }
        drop(pages);
        let file = writing.await??;
        let exported = Exported {
            events: reading.events,
            missing: reading.missing.or_else(|| reading.missing_at_end(total)),
            checkpoint,
        };
        match &self.account {
            Some(account_id) if exported.events == 0 => {
                Err(ExportError::NoSuchAccount(account_id.clone()))
            }
            _ => Ok((exported, file)),
        }
    }

    async fn checkpoint(&self, connection: &mut PgConnection) -> Result<Published, ExportError> {
        let newest = published::newest_of_all(&mut *connection).await?;
        let newest = newest.ok_or(ExportError::NoCheckpoint)?;
        let newest = if self.cosigned {
            published::newest_cosigned(connection, &newest.origin).await?
        } else {
            published::newest(connection, &newest.origin).await?
        };
        newest.ok_or(ExportError::NoCheckpoint)
    }

    async fn header(
        &self,
        connection: &mut PgConnection,
        checkpoint: &Published,
    ) -> Result<Header, sqlx::Error> {
        let keys = published::public_keys(&mut *connection, &checkpoint.origin).await?;
        Ok(Header {
            format: BUNDLE_FORMAT,
            origin: checkpoint.origin.clone(),
            account: self.account.as_ref().map(AccountId::to_string),
            log_end: log::head(connection).await?.unsigned_abs(),
            keys: keys.iter().map(ToString::to_string).collect(),
        })
    }

    /// How many events there have to be.
    async fn count(&self, connection: &mut PgConnection, size: i64) -> Result<u64, sqlx::Error> {
        let Some(account_id) = &self.account else {
            return Ok(size.unsigned_abs());
        };
        let counted = log::account_version_counted(connection, account_id, size).await?;
        Ok(counted.unsigned_abs())
    }

    /// The next page. None at the end.
    async fn read_on(
        &self,
        connection: &mut PgConnection,
        checkpoint: &Published,
        reading: &mut Reading,
    ) -> Result<Option<Page>, ExportError> {
        let size = checkpoint.size;
        let (after, until) = (reading.position, (reading.position + PAGE_EVENTS).min(size));
        if after >= size {
            return Ok(None);
        }
        let page = if let Some(account_id) = &self.account {
            let events = log::read_raw_of(connection, account_id, after, size, PAGE_EVENTS).await?;
            Page::proven(connection, events, size).await?
        } else {
            let hashes = tiles::leaf_hashes(connection, after, until).await?;
            let events = log::read_raw(connection, after, until, PAGE_EVENTS).await?;
            Page::of(events, &hashes, after)
        };
        reading.position = match (&self.account, page.0.last()) {
            (None, _) => until,
            (Some(_), Some(last)) => last.event.position,
            (Some(_), None) => return Ok(None),
        };
        for Entry { event, .. } in &page.0 {
            let number = match self.account {
                None => Some(event.position),
                Some(_) => event.account_version,
            };
            reading.read(number.unwrap_or_default());
        }
        Ok(Some(page))
    }
}

/// How far the export is.
#[derive(Default)]
struct Reading {
    position: i64,
    events: u64,
    /// The last position, or number of the account's, that was there.
    last: i64,
    missing: Option<i64>,
}

impl Reading {
    fn read(&mut self, number: i64) {
        if number != self.last + 1 && self.missing.is_none() {
            self.missing = Some(self.last + 1);
        }
        self.last = number;
        self.events += 1;
    }

    fn missing_at_end(&self, total: u64) -> Option<i64> {
        (self.last.unsigned_abs() < total).then_some(self.last + 1)
    }
}

/// Events to be written.
struct Page(Vec<Entry>);

struct Entry {
    event: RawEvent,
    /// What the tree has for it. Where that is missing it is nothing, which no event has.
    hash: Hash,
    proof: Option<Vec<Hash>>,
}

impl Page {
    /// Events with the hashes that the tree has from behind a position on.
    fn of(events: Vec<RawEvent>, hashes: &[Hash], after: i64) -> Self {
        let entries = events.into_iter().map(|event| {
            let index = usize::try_from(event.position - after - 1).ok();
            let hash = index.and_then(|index| hashes.get(index));
            Entry {
                hash: hash.copied().unwrap_or_default(),
                proof: None,
                event,
            }
        });
        Self(entries.collect())
    }

    async fn proven(
        connection: &mut PgConnection,
        events: Vec<RawEvent>,
        size: i64,
    ) -> Result<Self, ExportError> {
        let mut entries = Vec::with_capacity(events.len());
        for event in events {
            let position = event.position;
            let hashes = tiles::leaf_hashes(connection, position - 1, position).await?;
            let proof = Proof::Inclusion {
                position: position.unsigned_abs(),
                size: size.unsigned_abs(),
            };
            let proof = prove(connection, proof).await?;
            entries.push(Entry {
                hash: hashes.first().copied().unwrap_or_default(),
                proof: Some(proof.map_err(|source| ExportError::Proof { position, source })?),
                event,
            });
        }
        Ok(Self(entries))
    }
}

/// Writes pages as they come, with the earlier checkpoints between them.
fn write<W: Write>(
    mut bundle: BundleWriter<W>,
    mut pages: mpsc::Receiver<Page>,
    earlier: Vec<Published>,
) -> Result<W, BundleError> {
    let mut earlier = earlier.into_iter().peekable();
    while let Some(Page(entries)) = pages.blocking_recv() {
        for Entry { event, hash, proof } in entries {
            bundle.event(hash, &leaf_of(&event).to_bytes())?;
            if let Some(proof) = proof {
                bundle.proof(&proof)?;
            }
            while let Some(checkpoint) = earlier.next_if(|next| next.size <= event.position) {
                if checkpoint.size == event.position {
                    bundle.checkpoint(&checkpoint.note)?;
                }
            }
        }
    }
    bundle.finish()
}
