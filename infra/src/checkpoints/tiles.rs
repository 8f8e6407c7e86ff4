//! The tree's tiles, as they are kept.

use std::collections::BTreeSet;

use countersign_audit::{Hash, TILE_HASHES, Tile, TileId, Tree, partial_tiles};
use sqlx::PgConnection;

use super::Refused;

/// The tree of a size.
pub(super) async fn tree(
    connection: &mut PgConnection,
    size: i64,
) -> Result<Result<Tree, Refused>, sqlx::Error> {
    let wanted = partial_tiles(size.unsigned_abs());
    let wanted = wanted.into_iter().map(|(id, _)| id).collect();
    let tiles = read(connection, wanted).await?;
    Ok(
        Tree::from_edge(size.unsigned_abs(), &tiles).ok_or(Refused::Differs {
            size,
            what: "tiles of its tree are missing".to_owned(),
        }),
    )
}

/// These tiles, in the order of their levels and numbers, as far as they are there.
pub(super) async fn read(
    connection: &mut PgConnection,
    wanted: BTreeSet<TileId>,
) -> Result<Vec<Tile>, sqlx::Error> {
    let (levels, numbers): (Vec<i16>, Vec<i64>) = wanted
        .iter()
        .map(|id| (i16::from(id.level), id.number.cast_signed()))
        .unzip();
    let rows: Vec<(i16, i64, Vec<u8>)> = sqlx::query_as(
        "SELECT level, number, hashes FROM tree_tiles
         JOIN unnest($1::smallint[], $2::bigint[]) AS wanted (level, number) USING (level, number)
         ORDER BY level, number",
    )
    .bind(levels)
    .bind(numbers)
    .fetch_all(connection)
    .await?;
    let tiles = rows.into_iter().map(|(level, number, hashes)| Tile {
        id: TileId {
            level: u8::try_from(level).unwrap_or(u8::MAX),
            number: number.unsigned_abs(),
        },
        hashes: hashes_in(&hashes),
    });
    Ok(tiles.collect())
}

/// The hashes of leaves that the tree has for the events after one position, up to another, as far as
/// they are there.
pub(super) async fn leaf_hashes(
    connection: &mut PgConnection,
    after: i64,
    until: i64,
) -> Result<Vec<Hash>, sqlx::Error> {
    let (first, last) = (after.unsigned_abs(), until.unsigned_abs().saturating_sub(1));
    let numbers = first / TILE_HASHES..=last / TILE_HASHES;
    let wanted = numbers.map(|number| TileId { level: 0, number });
    let tiles = read(connection, wanted.collect()).await?;
    let mut hashes = Vec::new();
    for (tile, number) in tiles.into_iter().zip(first / TILE_HASHES..) {
        if tile.id.number != number {
            break;
        }
        hashes.extend(tile.hashes);
    }
    let skipped = usize::try_from(first % TILE_HASHES).unwrap_or(usize::MAX);
    let wanted = usize::try_from(until - after).unwrap_or(0);
    Ok(hashes.into_iter().skip(skipped).take(wanted).collect())
}

/// A tile's bytes.
pub(super) fn bytes(tile: &Tile) -> Vec<u8> {
    tile.hashes.iter().flat_map(|hash| hash.0).collect()
}

fn hashes_in(bytes: &[u8]) -> Vec<Hash> {
    let (hashes, _) = bytes.as_chunks();
    hashes.iter().map(|hash| Hash(*hash)).collect()
}
