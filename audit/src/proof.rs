//! Proofs: that an event is in the tree (RFC 6962 section 2.1.1), and that a tree grew out of an
//! earlier one (section 2.1.2).

use std::cell::RefCell;

use thiserror::Error;
use tlog_tiles::tlog::{
    Error, Hash, HashReader, check_record, check_tree, prove_record, prove_tree,
    split_stored_hash_index,
};

use crate::tree::{TILE_HASHES, TILE_HEIGHT, Tile, TileId, root_of};

/// What is to be proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The tree of this size has the leaf of this position.
    Inclusion {
        /// The event's place in the log, from 1.
        position: u64,
        /// The tree's size.
        size: u64,
    },
    /// The tree of one size grew out of the tree of another.
    Consistency {
        /// The size of the earlier one, at least 1.
        from: u64,
        /// The size of the later one.
        to: u64,
    },
}

/// A hash of the tree: `level` 0 holds leaves, `number` counts from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// Its height above the leaves.
    pub level: u8,
    /// Its place in that height, from 0.
    pub number: u64,
}

/// It proves nothing of the kind.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the proof does not hold")]
pub struct InvalidProof;

impl Proof {
    /// The nodes that the proof is made of. None where there is no such proof.
    #[must_use]
    pub fn nodes(self) -> Vec<Node> {
        let wanted = Wanted::default();
        // The answer is made of placeholders; what counts is what was asked for.
        let _ = self.run(&wanted);
        let indexes = wanted.0.into_inner().into_iter();
        indexes
            .map(|index| {
                let (level, number) = split_stored_hash_index(index);
                Node { level, number }
            })
            .collect()
    }

    /// The proof, by those nodes' hashes in their order.
    pub fn make(self, hashes: Vec<Hash>) -> Result<Vec<Hash>, InvalidProof> {
        self.run(&Given(hashes)).map_err(|_| InvalidProof)
    }

    fn run(self, reader: &impl HashReader) -> Result<Vec<Hash>, Error> {
        match self {
            Self::Inclusion { position: 0, .. } | Self::Consistency { from: 0, .. } => {
                Err(Error::InvalidProof)
            }
            Self::Inclusion { position, size } => prove_record(size, position - 1, reader),
            Self::Consistency { from, to } => prove_tree(to, from, reader),
        }
    }

    /// Whether the tree of this size and root has this leaf at this position.
    pub fn check_inclusion(
        proof: &[Hash],
        (position, leaf): (u64, Hash),
        (size, root): (u64, Hash),
    ) -> Result<(), InvalidProof> {
        let index = position.checked_sub(1).ok_or(InvalidProof)?;
        check_record(&proof.to_vec(), size, root, index, leaf).map_err(|_| InvalidProof)
    }

    /// Whether the later tree grew out of the earlier one, each with its size and root.
    pub fn check_consistency(
        proof: &[Hash],
        (from, earlier): (u64, Hash),
        (to, later): (u64, Hash),
    ) -> Result<(), InvalidProof> {
        check_tree(&proof.to_vec(), to, later, from, earlier).map_err(|_| InvalidProof)
    }
}

impl Node {
    /// The tile it can be computed from.
    #[must_use]
    pub fn tile(self) -> TileId {
        let number = self.number << (self.level % TILE_HEIGHT);
        TileId {
            level: self.level / TILE_HEIGHT,
            number: number / TILE_HASHES,
        }
    }

    /// Its hash, by that tile. `None` where the tile holds too few.
    #[must_use]
    pub fn hash(self, tile: &Tile) -> Option<Hash> {
        let height = self.level % TILE_HEIGHT;
        let first = usize::try_from((self.number << height) % TILE_HASHES).ok()?;
        let hashes = tile.hashes.get(first..first + (1 << height))?;
        (tile.id == self.tile()).then(|| root_of(hashes))
    }
}

/// Takes down which hashes are asked for.
#[derive(Default)]
struct Wanted(RefCell<Vec<u64>>);

impl HashReader for Wanted {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        self.0.borrow_mut().extend(indexes);
        Ok(vec![Hash::default(); indexes.len()])
    }
}

/// Answers with the hashes that were asked for.
struct Given(Vec<Hash>);

impl HashReader for Given {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let is_complete = indexes.len() == self.0.len();
        is_complete
            .then(|| self.0.clone())
            .ok_or(Error::IndexesNotInTree)
    }
}
