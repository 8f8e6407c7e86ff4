//! RFC 6962 section 2.1: roots and proofs.

use proptest::prelude::*;
use tlog_tiles::tlog::node_hash;

use super::{leaves, tree};
use crate::{EMPTY_HASH, Hash, Leaf, Node, Proof, Tile, Tree, partial_tiles};

/// The leaves that the vectors of Certificate Transparency's first implementation are over.
const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

/// The roots over the first 1, 2, … 8 of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn roots_are_those_that_were_published() {
    let leaves = published();
    assert_eq!(tree(&[]).root(), EMPTY_HASH);
    for (size, root) in (1..).zip(ROOTS) {
        assert_eq!(tree(&leaves[..size]).root(), hash(root), "of {size}");
    }
}

#[test]
fn proofs_are_those_that_were_published() {
    let leaves = published();
    let inclusion = Proof::Inclusion {
        position: 1,
        size: 8,
    };
    assert_eq!(
        made(inclusion, &leaves),
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
        .map(hash)
    );
    let consistency = Proof::Consistency { from: 6, to: 8 };
    assert_eq!(
        made(consistency, &leaves),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
        .map(hash)
    );
}

#[test]
fn every_tree_to_300_has_the_root_that_the_rfc_defines() {
    let leaves = leaves(300);
    for size in 0..=leaves.len() {
        assert_eq!(
            tree(&leaves[..size]).root(),
            defined(&leaves[..size]),
            "of {size}"
        );
    }
}

#[test]
fn every_leaf_of_every_tree_to_300_is_proven_and_nothing_else_is() {
    let leaves = leaves(300);
    let rows = rows(&leaves);
    for size in 1..=300 {
        let root = tree(&leaves[..index(size)]).root();
        for position in 1..=size {
            let proof = made_of(Proof::Inclusion { position, size }, &rows);
            let leaf = (position, leaves[index(position) - 1]);
            let check =
                |proof: &[Hash], leaf, size| Proof::check_inclusion(proof, leaf, (size, root));
            assert_eq!(check(&proof, leaf, size), Ok(()));
            // One mutation for each pair: which one goes round.
            let mut mutated = proof.clone();
            let holds = match (position + size) % 4 {
                0 => check(&proof, (position, Leaf::hash(b"another")), size),
                1 => check(&proof, (position % size + 1, leaf.1), size),
                2 => {
                    mutated.push(Hash::default());
                    check(&mutated, leaf, size)
                }
                _ => match mutated.first_mut() {
                    Some(first) => {
                        first.0[0] ^= 1;
                        check(&mutated, leaf, size)
                    }
                    None => check(&[Hash::default()], leaf, size),
                },
            };
            let is_same_leaf = size == 1 && (position + size) % 4 == 1;
            assert_eq!(holds.is_ok(), is_same_leaf, "{position} of {size}");
        }
    }
}

#[test]
fn every_tree_to_300_grew_out_of_every_one_before() {
    let leaves = leaves(300);
    let roots: Vec<Hash> = (0..=300).map(|size| tree(&leaves[..size]).root()).collect();
    let rows = rows(&leaves);
    let other = Leaf::hash(b"another root");
    for to in 1..=300 {
        for from in 1..=to {
            let proof = made_of(Proof::Consistency { from, to }, &rows);
            let (earlier, later) = ((from, roots[index(from)]), (to, roots[index(to)]));
            assert_eq!(Proof::check_consistency(&proof, earlier, later), Ok(()));
            assert!(Proof::check_consistency(&proof, (from, other), later).is_err());
            assert!(Proof::check_consistency(&proof, earlier, (to, other)).is_err());
        }
    }
}

#[test]
fn a_tree_goes_on_from_its_edge_and_proves_by_its_tiles() {
    const SIZE: u64 = 70_000;
    let leaves = leaves(SIZE);
    let (mut tree, mut tiles) = (Tree::default(), vec![]);
    for (size, leaf) in (1..).zip(&leaves) {
        tree.push(*leaf, |tile| tiles.push(tile));
        if size == 65_536 || size == 66_000 {
            let edge = Tree::from_edge(size, &tree.edge()).expect("the edge is whole");
            assert_eq!(edge, tree);
        }
    }
    assert_eq!(tree.root(), defined(&leaves));
    tiles.extend(tree.edge());
    for proof in [
        Proof::Inclusion {
            position: 1,
            size: SIZE,
        },
        Proof::Inclusion {
            position: SIZE,
            size: SIZE,
        },
        Proof::Inclusion {
            position: 65_537,
            size: 69_000,
        },
        Proof::Consistency {
            from: 300,
            to: SIZE,
        },
        Proof::Consistency {
            from: 65_536,
            to: 65_537,
        },
    ] {
        let told = by_tiles(proof, &tiles);
        let size = match proof {
            Proof::Inclusion { size, .. } | Proof::Consistency { to: size, .. } => size,
        };
        assert_eq!(told, made(proof, &leaves[..index(size)]), "{proof:?}");
    }
}

#[test]
fn there_is_no_proof_of_what_cannot_be() {
    for proof in [
        Proof::Inclusion {
            position: 0,
            size: 4,
        },
        Proof::Inclusion {
            position: 5,
            size: 4,
        },
        Proof::Consistency { from: 0, to: 4 },
        Proof::Consistency { from: 5, to: 4 },
    ] {
        assert_eq!(proof.nodes(), []);
        assert!(proof.make(vec![]).is_err(), "{proof:?}");
    }
}

proptest! {
    #[test]
    fn an_edge_is_as_large_as_its_size_says(size in 0..u64::MAX / 2) {
        let tiles = partial_tiles(size);
        let held = tiles.iter().fold(0_u128, |held, (id, count)| {
            held + ((*count as u128) << (8 * id.level))
        });
        prop_assert_eq!(held, u128::from(size));
    }
}

/// The definition, as it is written.
fn defined(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_HASH,
        [leaf] => *leaf,
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            node_hash(defined(&leaves[..split]), defined(&leaves[split..]))
        }
    }
}

fn made(proof: Proof, leaves: &[Hash]) -> Vec<Hash> {
    made_of(proof, &rows(leaves))
}

fn made_of(proof: Proof, rows: &[Vec<Hash>]) -> Vec<Hash> {
    let nodes = proof.nodes().into_iter();
    let hashes = nodes.map(|Node { level, number }| rows[usize::from(level)][index(number)]);
    proof
        .make(hashes.collect())
        .expect("the hashes are at hand")
}

/// Every hash of the tree whose leaves are all there, level by level.
fn rows(leaves: &[Hash]) -> Vec<Vec<Hash>> {
    let mut rows = vec![leaves.to_vec()];
    while let Some(row) = rows.last().filter(|row| row.len() > 1) {
        let (pairs, _) = row.as_chunks();
        rows.push(
            pairs
                .iter()
                .map(|[left, right]| node_hash(*left, *right))
                .collect(),
        );
    }
    rows
}

fn by_tiles(proof: Proof, tiles: &[Tile]) -> Vec<Hash> {
    let hashes = proof.nodes().into_iter().map(|node| {
        let tile = tiles.iter().find(|tile| tile.id == node.tile());
        tile.and_then(|tile| node.hash(tile))
            .expect("the tile has it")
    });
    proof
        .make(hashes.collect())
        .expect("the hashes are at hand")
}

fn published() -> Vec<Hash> {
    LEAVES.iter().map(|leaf| Leaf::hash(&bytes(leaf))).collect()
}

fn hash(hex: &str) -> Hash {
    Hash(bytes(hex).try_into().expect("32 bytes"))
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = (0..hex.len()).step_by(2);
    digits
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits"))
        .collect()
}

fn index(number: u64) -> usize {
    usize::try_from(number).expect("it is small")
}
