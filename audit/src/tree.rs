//! The tree as it grows (RFC 6962 section 2.1), kept in tiles of 256 hashes.
//!
//! A tile of level 0 holds leaves; one of level 1 holds the roots of 256 tiles of level 0, and so on.
//! A tree of a size is wholly told by the tiles at its right edge, of which there is one a level.

use tlog_tiles::tlog::{EMPTY_HASH, Hash, node_hash};

/// Hashes in a complete tile, and so the factor by which each level is smaller than the one below.
pub const TILE_HASHES: u64 = 256;

/// How many levels of the binary tree a tile spans.
pub(crate) const TILE_HEIGHT: u8 = 8;

/// Which tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// 0 where it holds leaves.
    pub level: u8,
    /// Its place in the level, from 0.
    pub number: u64,
}

/// Up to 256 hashes of one level, side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Which.
    pub id: TileId,
    /// Its hashes, from the left.
    pub hashes: Vec<Hash>,
}

/// A tree that leaves are added to: its size and its right edge.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    size: u64,
    /// The hashes of each level that are in no complete tile.
    edge: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree of a size, by the tiles that [`partial_tiles`] names, in that order. `None` where they
    /// are others.
    #[must_use]
    pub fn from_edge(size: u64, tiles: &[Tile]) -> Option<Self> {
        let partial = partial_tiles(size);
        let mut edge = vec![
            vec![];
            partial
                .last()
                .map_or(0, |(id, _)| usize::from(id.level) + 1)
        ];
        if partial.len() != tiles.len() {
            return None;
        }
        for ((id, count), tile) in partial.iter().zip(tiles) {
            if *id != tile.id {
                return None;
            }
            // A tile may have grown since the tree was of this size.
            edge[usize::from(id.level)] = tile.hashes.get(..*count)?.to_vec();
        }
        Some(Self { size, edge })
    }

    /// Adds a leaf. A tile that it completes is handed to `complete`.
    pub fn push(&mut self, leaf: Hash, mut complete: impl FnMut(Tile)) {
        self.size += 1;
        let mut hash = leaf;
        for level in 0.. {
            if self.edge.len() == level {
                self.edge.push(Vec::new());
            }
            let tile = &mut self.edge[level];
            tile.push(hash);
            if tile.len() < HASHES {
                return;
            }
            let hashes = std::mem::take(tile);
            hash = root_of(&hashes);
            let level = u8::try_from(level).unwrap_or(u8::MAX);
            let number = (self.size >> (TILE_HEIGHT * (level + 1))) - 1;
            let id = TileId { level, number };
            complete(Tile { id, hashes });
        }
    }

    /// How many leaves there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root hash.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut below = None;
        for tile in &self.edge {
            let mut hashes = tile.clone();
            hashes.extend(below);
            below = (!hashes.is_empty()).then(|| root_of(&hashes));
        }
        below.unwrap_or(EMPTY_HASH)
    }

    /// The tiles at the right edge that are not complete.
    #[must_use]
    pub fn edge(&self) -> Vec<Tile> {
        let partial = partial_tiles(self.size).into_iter();
        partial
            .map(|(id, _)| Tile {
                id,
                hashes: self.edge[usize::from(id.level)].clone(),
            })
            .collect()
    }
}

/// The incomplete tiles of a tree of this size that hold anything, from level 0 up, each with how
/// many hashes it holds.
#[must_use]
pub fn partial_tiles(size: u64) -> Vec<(TileId, usize)> {
    let mut tiles = Vec::new();
    let (mut level, mut count) = (0, size);
    while count > 0 {
        let id = TileId {
            level,
            number: count / TILE_HASHES,
        };
        let hashes = usize::try_from(count % TILE_HASHES).unwrap_or(HASHES);
        if hashes > 0 {
            tiles.push((id, hashes));
        }
        count /= TILE_HASHES;
        level += 1;
    }
    tiles
}

const HASHES: usize = 256;

/// The root of neighbours whose number is a power of two, or which end the tree: RFC 6962 splits at
/// the greatest power of two below their number, so pairing them off from the left comes to the same.
pub(crate) fn root_of(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => node_hash(*left, *right),
                alone => alone[0],
            })
            .collect();
    }
    row.first().copied().unwrap_or(EMPTY_HASH)
}
