//! How the tree grows: by the events behind its last leaf, in the log's order.

use countersign_audit::{Hash, Leaf, Tile, Tree};
use sqlx::PgConnection;

use super::Refused;
use crate::store::log::{self, RawEvent};

/// Events that are read at once.
const PAGE_EVENTS: i64 = 2_000;

/// A tree that grew, with every tile that is new.
pub(super) struct Growth {
    pub(super) tree: Tree,
    pub(super) tiles: Vec<Tile>,
}

/// Adds the events up to `head` to the tree. `at` is a checkpoint to meet on the way.
pub(super) async fn grow(
    connection: &mut PgConnection,
    mut tree: Tree,
    head: i64,
    at: Option<(i64, Hash)>,
) -> Result<Result<Growth, Refused>, sqlx::Error> {
    let mut tiles = Vec::new();
    let mut last_time = None;
    while tree.size().cast_signed() < head {
        let after = tree.size().cast_signed();
        // The event before is read as well: it tells whether time runs on.
        let page = log::read_raw(connection, (after - 1).max(0), head, PAGE_EVENTS).await?;
        for event in &page {
            if let Err(refused) = require_order(event, &mut last_time) {
                return Ok(Err(refused));
            }
            let position = tree.size().cast_signed() + 1;
            if event.position < position {
                continue;
            }
            if event.position > position {
                let what = "is missing";
                return Ok(Err(Refused::OutOfOrder { position, what }));
            }
            tree.push(Leaf::hash(&leaf_of(event).to_bytes()), |tile| {
                tiles.push(tile);
            });
            if let Err(refused) = require(&tree, at) {
                return Ok(Err(refused));
            }
        }
        if tree.size().cast_signed() == after {
            let (position, what) = (after + 1, "is missing");
            return Ok(Err(Refused::OutOfOrder { position, what }));
        }
    }
    tiles.extend(tree.edge());
    Ok(Ok(Growth { tree, tiles }))
}

/// An event as the tree commits to it.
#[must_use]
pub fn leaf_of(event: &RawEvent) -> Leaf<'_> {
    let account = event.account_id.as_deref().zip(event.account_version);
    Leaf {
        position: event.position.unsigned_abs(),
        recorded_at_micros: event.recorded_at.timestamp_micros(),
        event_id: *event.event_id.as_bytes(),
        aggregate_type: &event.aggregate_type,
        aggregate_id: &event.aggregate_id,
        version: event.version.unsigned_abs(),
        account: account.map(|(id, version)| (id, version.unsigned_abs())),
        event_type: &event.event_type,
        event_version: &event.event_version,
        metadata: &event.metadata,
        payload: &event.payload,
    }
}

/// Refuses where the tree is of this checkpoint's size and has another root.
pub(super) fn require(tree: &Tree, at: Option<(i64, Hash)>) -> Result<(), Refused> {
    match at {
        Some((size, root)) if tree.size().cast_signed() == size && tree.root() != root => {
            Err(Refused::Differs {
                size,
                what: "its events have another root".to_owned(),
            })
        }
        _ => Ok(()),
    }
}

fn require_order(
    event: &RawEvent,
    last_time: &mut Option<chrono::DateTime<chrono::Utc>>,
) -> Result<(), Refused> {
    if last_time.is_some_and(|last| event.recorded_at < last) {
        return Err(Refused::OutOfOrder {
            position: event.position,
            what: "claims an earlier time than the one before",
        });
    }
    *last_time = Some(event.recorded_at);
    Ok(())
}
