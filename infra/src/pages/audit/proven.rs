//! Whether an event is as it was signed, found out anew each time it is shown.

use chrono::{DateTime, TimeDelta, Utc};
use countersign_audit::{Checkpoint, Leaf, LogKey, Note, Proof, PublicKey};
use sqlx::PgConnection;

use crate::{
    checkpoints,
    pages::{Pages, trouble::Trouble},
    store::log::RawEvent,
};

/// A log that grows is signed every second.
const SIGNED_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// What is signed.
pub(super) enum Signed {
    /// Nothing yet.
    Nothing,
    /// The newest checkpoint, by a key of this log.
    UpTo(Checkpoint),
    /// There is a newest checkpoint, and no key of this log signed it.
    Forged,
}

/// Whether an event is as it was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stands in the tree whose root is signed, byte for byte.
    Holds,
    /// It is too new.
    TooNew,
    /// It is not signed, and should be by now.
    Overdue,
    /// It does not: it was changed, moved or put in, or the tree or its signature was.
    Broken,
}

impl Signed {
    /// What is signed now. The keys are those that are wrapped by the master key: whoever may write
    /// whatever they like into the database has none of them.
    pub(super) async fn now(pages: &Pages, connection: &mut PgConnection) -> Result<Self, Trouble> {
        let newest = checkpoints::newest(connection, &pages.log_origin).await?;
        let Some(newest) = newest else {
            return Ok(Self::Nothing);
        };
        let keys = keys(pages);
        let note = Note::from_bytes(&newest.note).ok();
        let note = note.filter(|note| note.require_signed(&keys).is_ok());
        Ok(note.map_or(Self::Forged, |note| Self::UpTo(note.checkpoint().clone())))
    }

    /// Whether these events are as they were signed.
    pub(super) async fn prove(
        &self,
        events: &[RawEvent],
        now: DateTime<Utc>,
        connection: &mut PgConnection,
    ) -> Result<Vec<Verdict>, sqlx::Error> {
        let checkpoint = match self {
            Self::Forged => return Ok(vec![Verdict::Broken; events.len()]),
            Self::Nothing => None,
            Self::UpTo(checkpoint) => Some(checkpoint),
        };
        let (size, root) = checkpoint.map_or((0, None), |of| (of.size, Some(of.root)));
        let covered = events.iter().map(position).filter(|of| *of <= size);
        let proofs: Vec<_> = covered
            .map(|position| Proof::Inclusion { position, size })
            .collect();
        let mut proofs = checkpoints::prove_all(connection, &proofs)
            .await?
            .into_iter();
        let found = events.iter().map(|event| {
            let position = position(event);
            if position > size {
                let is_late = event.recorded_at + SIGNED_WITHIN < now;
                return if is_late {
                    Verdict::Overdue
                } else {
                    Verdict::TooNew
                };
            }
            let leaf = Leaf::hash(&checkpoints::leaf_of(event).to_bytes());
            let proof = proofs.next().and_then(Result::ok);
            let holds = proof.zip(root).is_some_and(|(proof, root)| {
                Proof::check_inclusion(&proof, (position, leaf), (size, root)).is_ok()
            });
            if holds {
                Verdict::Holds
            } else {
                Verdict::Broken
            }
        });
        Ok(found.collect())
    }
}

impl Verdict {
    /// Whether something is wrong.
    pub(super) fn is_alarming(self) -> bool {
        matches!(self, Self::Broken | Self::Overdue)
    }

    /// The key of its words.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Holds => "audit-proven",
            Self::TooNew => "audit-not-yet-signed",
            Self::Overdue => "audit-overdue",
            Self::Broken => "audit-not-proven",
        }
    }

    /// How it looks.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Holds => "badge-on",
            Self::TooNew => "badge-setting_up",
            Self::Overdue | Self::Broken => "badge-alarm",
        }
    }
}

/// What is public of the keys that sign this log, oldest first.
pub(super) fn keys(pages: &Pages) -> Vec<PublicKey> {
    let keys = pages.store.keyring().log_keys().of(&pages.log_origin);
    let keys = keys.unwrap_or_default();
    keys.iter().map(LogKey::public).cloned().collect()
}

fn position(event: &RawEvent) -> u64 {
    event.position.unsigned_abs()
}
