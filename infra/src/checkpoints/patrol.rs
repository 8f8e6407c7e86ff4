//! The patrol: while the signer is at it, it goes through what was signed, a tile at a time, and
//! compares it with the log. So an event that somebody changed shows without anybody asking.

use countersign_audit::{Leaf, TILE_HASHES};
use sqlx::PgConnection;

use super::{Refused, growth::leaf_of, tiles};
use crate::store::log;

/// Where it is.
#[derive(Debug, Default)]
pub(super) struct Patrol {
    /// The last position it has compared.
    position: i64,
}

impl Patrol {
    /// Compares the next tile of a tree of this size. Stays where something is wrong.
    pub(super) async fn go_on(
        &mut self,
        connection: &mut PgConnection,
        size: i64,
    ) -> Result<Result<(), Refused>, sqlx::Error> {
        if self.position >= size {
            self.position = 0;
        }
        // A tile's end, so that it goes from tile to tile.
        let tile = TILE_HASHES.cast_signed();
        let until = ((self.position / tile + 1) * tile).min(size);
        let compared = compare(connection, self.position, until).await?;
        if compared.is_ok() {
            self.position = until;
        }
        Ok(compared)
    }
}

/// Compares the last events of a tree of this size with its last tile.
pub(super) async fn compare_last(
    connection: &mut PgConnection,
    size: i64,
) -> Result<Result<(), Refused>, sqlx::Error> {
    let after = (size - 1) / TILE_HASHES.cast_signed() * TILE_HASHES.cast_signed();
    compare(connection, after, size).await
}

/// Compares the events of a tile with its hashes: those after one position, up to another.
async fn compare(
    connection: &mut PgConnection,
    after: i64,
    until: i64,
) -> Result<Result<(), Refused>, sqlx::Error> {
    let hashes = tiles::leaf_hashes(connection, after, until).await?;
    let events = log::read_raw(connection, after, until, until - after).await?;
    let mut found = events.iter().map(|event| {
        let hash = Leaf::hash(&leaf_of(event).to_bytes());
        (event.position, hash)
    });
    let mut signed = hashes.into_iter();
    for position in after + 1..=until {
        let signed = signed.next().map(|hash| (position, hash));
        if signed.is_none() || found.next() != signed {
            return Ok(Err(Refused::Differs {
                size: until,
                what: format!("the event at position {position} is another one"),
            }));
        }
    }
    Ok(Ok(()))
}
