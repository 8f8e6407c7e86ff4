//! Bundles, good and bad.

use countersign_audit::{
    BUNDLE_FORMAT, BundleWriter, Checkpoint, Hash, Header, Leaf, LogKey, Note, Proof, Tree,
};

pub(super) const ORIGIN: &str = "log.example/1";
/// 2025-11-24T16:00:00Z.
const START_MICROS: i64 = 1_764_000_000_000_000;

/// Events, what is signed of them, and by which seed of a key.
pub(super) struct Story {
    account: Option<&'static str>,
    pub(super) events: Vec<(Hash, Vec<u8>)>,
    pub(super) proofs: Vec<Vec<Hash>>,
    pub(super) earlier: Vec<Note>,
    pub(super) note: Note,
}

/// A log of so many events, with a checkpoint every ten.
pub(super) fn log(size: u64) -> Story {
    let events: Vec<_> = (1..=size).map(|position| event(&leaf(position))).collect();
    let sizes = (10..size).step_by(10);
    Story {
        account: None,
        proofs: vec![],
        earlier: sizes.map(|size| signed(&events, size, 1)).collect(),
        note: signed(&events, size, 1),
        events,
    }
}

/// The history of one account, which every third event of a log is about.
pub(super) fn history(size: u64) -> Story {
    let all = (1..=size).map(|position| {
        let of_whom = if position % 3 == 0 {
            ("demo", position / 3)
        } else {
            ("other", position)
        };
        event(&Leaf {
            account: Some(of_whom),
            ..leaf(position)
        })
    });
    let all: Vec<_> = all.collect();
    let positions = || (3..=size).step_by(3);
    Story {
        account: Some("demo"),
        proofs: positions().map(|position| proof(&all, position)).collect(),
        earlier: vec![],
        note: signed(&all, size, 1),
        events: positions()
            .map(|position| all[at(position)].clone())
            .collect(),
    }
}

impl Story {
    pub(super) fn bundle(&self) -> Vec<u8> {
        let header = Header {
            format: BUNDLE_FORMAT,
            origin: ORIGIN.to_owned(),
            account: self.account.map(str::to_owned),
            log_end: self.note.checkpoint().size,
            keys: vec![],
        };
        let bundle = BundleWriter::new(Vec::new(), &header, &self.note.to_bytes());
        let mut bundle = bundle.expect("it is written");
        let mut proofs = self.proofs.iter();
        for (count, (hash, leaf)) in (1..).zip(&self.events) {
            bundle.event(*hash, leaf).expect("it is written");
            if let Some(proof) = proofs.next() {
                bundle.proof(proof).expect("it is written");
            }
            let mut earlier = self.earlier.iter();
            if let Some(note) = earlier.find(|note| note.checkpoint().size == count) {
                bundle.checkpoint(&note.to_bytes()).expect("it is written");
            }
        }
        bundle.finish().expect("it is written")
    }
}

pub(super) fn leaf(position: u64) -> Leaf<'static> {
    Leaf {
        position,
        recorded_at_micros: START_MICROS + position.cast_signed(),
        event_id: [7; 16],
        aggregate_type: "account",
        aggregate_id: "demo",
        version: position,
        account: Some(("demo", position)),
        event_type: "PasswordChanged",
        event_version: "1",
        metadata: r#"{"actor":"portal/shop"}"#,
        payload: r#"{"PasswordChanged":{}}"#,
    }
}

pub(super) fn event(leaf: &Leaf<'_>) -> (Hash, Vec<u8>) {
    let bytes = leaf.to_bytes();
    (Leaf::hash(&bytes), bytes)
}

pub(super) fn log_key(seed: u8) -> LogKey {
    LogKey::new(ORIGIN, &[seed; 32]).expect("a name")
}

pub(super) fn signed(events: &[(Hash, Vec<u8>)], size: u64, seed: u8) -> Note {
    let mut tree = Tree::default();
    for (hash, _) in &events[..=at(size)] {
        tree.push(*hash, drop);
    }
    let (origin, root) = (ORIGIN.to_owned(), tree.root());
    Note::sign(Checkpoint { origin, size, root }, &[&log_key(seed)]).expect("it is signed")
}

fn proof(events: &[(Hash, Vec<u8>)], position: u64) -> Vec<Hash> {
    let mut tree = Tree::default();
    for (hash, _) in events {
        tree.push(*hash, drop);
    }
    let tiles = tree.edge();
    let proof = Proof::Inclusion {
        position,
        size: tree.size(),
    };
    let hashes = proof.nodes().into_iter().map(|node| {
        let tile = tiles.iter().find(|tile| tile.id == node.tile());
        tile.and_then(|tile| node.hash(tile))
            .expect("the tree has it")
    });
    proof
        .make(hashes.collect())
        .expect("the hashes are at hand")
}

fn at(position: u64) -> usize {
    usize::try_from(position).expect("it is small") - 1
}
