//! Held against what others published, and against every size and byte.

mod bundles;
mod leaves;
mod notes;
mod trees;

use crate::{Hash, Leaf, Tree};

/// A tree of these leaves.
fn tree(leaves: &[Hash]) -> Tree {
    let mut tree = Tree::default();
    for leaf in leaves {
        tree.push(*leaf, drop);
    }
    tree
}

/// So many different leaves.
fn leaves(count: u64) -> Vec<Hash> {
    (0..count)
        .map(|number| Leaf::hash(&number.to_be_bytes()))
        .collect()
}
