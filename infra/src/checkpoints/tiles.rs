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

/// The hashes of leaves that the tree has from this position on, to the end of its tile.
pub async fn read_leaf_hashes(
    connection: &mut PgConnection,
    position: i64,
) -> Result<Vec<Hash>, sqlx::Error> {
    let index = position.unsigned_abs() - 1;
    let id = TileId {
        level: 0,
        number: index / TILE_HASHES,
    };
    let tiles = read(connection, BTreeSet::from([id])).await?;
    let skipped = usize::try_from(index % TILE_HASHES).unwrap_or(usize::MAX);
    let tile = tiles.into_iter().next();
    Ok(tile.map_or(vec![], |tile| {
        tile.hashes.into_iter().skip(skipped).collect()
    }))
}

/// A tile's bytes.
pub(super) fn bytes(tile: &Tile) -> Vec<u8> {
    tile.hashes.iter().flat_map(|hash| hash.0).collect()
}

fn hashes_in(bytes: &[u8]) -> Vec<Hash> {
    let (hashes, _) = bytes.as_chunks();
    hashes.iter().map(|hash| Hash(*hash)).collect()
}
