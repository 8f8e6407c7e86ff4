//! Bundles, good and bad.

use super::{
    leaves::leaf,
    notes::{ORIGIN, log_key, note},
    tree,
};
use crate::{
    Asked, BUNDLE_FORMAT, BundleWriter, CosignerKey, Finding, Hash, Header, Leaf, Note, Proof,
    Tree, Unverified, Verified, verify,
};

/// What goes into a bundle, to be tampered with.
struct Story {
    account: Option<&'static str>,
    events: Vec<(Hash, Vec<u8>)>,
    proofs: Vec<Vec<Hash>>,
    earlier: Vec<Note>,
    note: Note,
}

/// A log of so many events, with a checkpoint every ten.
fn log(size: u64) -> Story {
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
fn history(size: u64) -> Story {
    let mut story = log(size);
    let leaves: Vec<_> = (1..=size)
        .map(|position| Leaf {
            account: Some(if position % 3 == 0 {
                ("demo", position / 3)
            } else {
                ("other", 1)
            }),
            ..leaf(position)
        })
        .collect();
    let all: Vec<_> = leaves.iter().map(event).collect();
    story.note = signed(&all, size, 1);
    story.earlier.clear();
    story.account = Some("demo");
    let positions = (3..=size).step_by(3);
    story.proofs = positions
        .clone()
        .map(|position| proof(&all, position, size))
        .collect();
    story.events = positions
        .map(|position| all[at(position)].clone())
        .collect();
    story
}

#[test]
fn a_log_verifies_and_its_events_come_in_order() {
    for size in [1, 9, 10, 11, 300, 700] {
        let mut seen = 0;
        let verified = verify(&*log(size).bundle(), &asked(), |leaf| {
            seen += 1;
            assert_eq!(leaf.position, seen);
        });
        let verified = verified.expect("it is good");
        assert_eq!(
            (verified.events, verified.checkpoint.size, seen),
            (size, size, size)
        );
    }
}

#[test]
fn an_account_verifies_event_by_event() {
    for size in [3, 10, 300] {
        let verified = outcome(&history(size)).expect("it is good");
        assert_eq!(
            (verified.events, verified.header.account),
            (size / 3, Some("demo".to_owned()))
        );
    }
}

#[test]
fn no_byte_may_change() {
    let bundle = log(12).bundle();
    for at in 0..bundle.len() {
        let mut changed = bundle.clone();
        changed[at] ^= 0x10;
        assert!(verify(&*changed, &asked(), |_| {}).is_err(), "byte {at}");
    }
}

#[test]
fn no_end_may_be_missing_and_nothing_may_stand_behind_it() {
    let bundle = history(30).bundle();
    for length in 0..bundle.len() {
        let code = code(verify(&bundle[..length], &asked(), |_| {}));
        assert_eq!(code, 13, "{length} bytes");
    }
    for more in [&b"\0"[..], &bundle] {
        let longer = [&bundle, more].concat();
        assert_eq!(code(verify(&*longer, &asked(), |_| {})), 10);
    }
}

#[test]
fn a_changed_event_is_named_whether_or_not_the_tree_was_changed_with_it() {
    let changed = event(&Leaf {
        payload: r#"{"PasswordChanged":{"by":"nobody"}}"#,
        ..leaf(17)
    });
    let mut story = log(40);
    story.events[16].1 = changed.1.clone();
    assert!(matches!(found(&story), Finding::Changed { position: 17 }));
    story.events[16] = changed;
    assert!(matches!(
        found(&story),
        Finding::Rewritten { from: 11, to: 20 }
    ));
    // Signed anew by whom nobody knows.
    story.note = signed(&story.events, 40, 9);
    assert!(matches!(found(&story), Finding::Unsigned { .. }));
    // Signed anew by the log's own key: what it signed before stands against it.
    story.note = signed(&story.events, 40, 1);
    assert!(matches!(
        found(&story),
        Finding::Inconsistent {
            after: 10,
            size: 20
        }
    ));
}

#[test]
fn swapped_and_missing_events_are_named() {
    let mut swapped = log(40);
    swapped.events.swap(4, 7);
    assert!(matches!(
        found(&swapped),
        Finding::Missing {
            position: 5,
            found: 8
        }
    ));
    let mut renumbered = log(40);
    (renumbered.events[4].1, renumbered.events[7].1) = (event(&leaf(8)).1, event(&leaf(5)).1);
    assert!(matches!(
        found(&renumbered),
        Finding::Missing {
            position: 5,
            found: 8
        }
    ));
    let mut middle = log(40);
    middle.events.remove(20);
    middle.earlier.clear();
    assert!(matches!(
        found(&middle),
        Finding::Missing {
            position: 21,
            found: 22
        }
    ));
    let mut tail = log(40);
    tail.events.truncate(35);
    assert!(matches!(
        found(&tail),
        Finding::Truncated { from: 36, to: 40 }
    ));
}

#[test]
fn an_event_that_is_put_in_is_named() {
    let mut story = log(40);
    let back_dated = Leaf {
        recorded_at_micros: 5,
        ..leaf(41)
    };
    story.events.push(event(&back_dated));
    story.note = signed(&story.events, 41, 1);
    assert!(matches!(found(&story), Finding::BackDated { position: 41 }));
}

#[test]
fn a_tail_without_a_signature_is_named_for_what_it_is() {
    let mut story = log(40);
    story.note = signed(&story.events, 33, 1);
    story.earlier.truncate(3);
    let finding = found(&story);
    assert!(matches!(
        finding,
        Finding::UnsignedTail { from: 34, to: 40 }
    ));
    assert_eq!(finding.exit_code(), 14);
}

#[test]
fn an_account_shows_what_is_left_out_changed_or_put_in() {
    let mut left_out = history(60);
    left_out.events.remove(4);
    left_out.proofs.remove(4);
    assert!(matches!(
        found(&left_out),
        Finding::MissingOfAccount {
            version: 5,
            position: 18
        }
    ));
    let mut changed = history(60);
    changed.events[4] = event(&Leaf {
        account: Some(("demo", 5)),
        event_type: "AddressChanged",
        ..leaf(15)
    });
    assert!(matches!(
        found(&changed),
        Finding::NotInLog { position: 15 }
    ));
    let mut foreign = history(60);
    foreign.events[4] = event(&Leaf {
        account: None,
        ..leaf(15)
    });
    assert!(matches!(
        found(&foreign),
        Finding::OfAnother { position: 15 }
    ));
    let mut unproven = history(60);
    unproven.proofs[7].pop();
    assert!(matches!(
        found(&unproven),
        Finding::NotInLog { position: 24 }
    ));
}

#[test]
fn a_log_is_held_against_a_checkpoint_from_before() {
    let story = log(40);
    let since = |story: &Story, earlier: Note| {
        let earlier = Some(earlier);
        verify(&*story.bundle(), &Asked { earlier, ..asked() }, |_| {})
    };
    assert!(since(&story, signed(&story.events, 25, 1)).is_ok());
    let other: Vec<_> = (1..=50)
        .map(|position| event(&leaf(position + 1)))
        .collect();
    let inconsistent = since(&story, signed(&other, 25, 1));
    assert_eq!(code(inconsistent), 11);
    let longer = log(50);
    assert_eq!(code(since(&story, signed(&longer.events, 50, 1))), 13);
    assert_eq!(code(since(&story, signed(&story.events, 25, 9))), 12);
    assert!(matches!(
        since(&history(40), signed(&story.events, 25, 1)),
        Err(Unverified::NotWhole)
    ));
}

#[test]
fn a_witness_that_is_asked_for_must_have_cosigned() {
    let witness = CosignerKey::new("witness.example/1", &[4; 32], 99).expect("a name");
    let witnesses = vec![witness.public().clone()];
    let asked = Asked {
        witnesses,
        ..asked()
    };
    let mut story = log(40);
    let without = verify(&*story.bundle(), &asked, |_| {});
    assert_eq!(code(without), 12);
    story.note.cosign(&witness).expect("it is signed");
    let with = verify(&*story.bundle(), &asked, |_| {}).expect("it is good");
    assert_eq!(with.cosigned[0].at_seconds, 99);
}

#[test]
fn checkpoints_of_a_former_key_say_nothing_to_who_does_not_know_it() {
    let mut story = log(40);
    story.earlier[0] = signed(&story.events, 10, 9);
    assert!(outcome(&story).is_ok());
}

impl Story {
    fn bundle(&self) -> Vec<u8> {
        let header = Header {
            format: BUNDLE_FORMAT,
            origin: ORIGIN.to_owned(),
            account: self.account.map(str::to_owned),
            log_end: self.note.checkpoint().size,
            keys: vec![],
        };
        let mut bundle =
            BundleWriter::new(Vec::new(), &header, &self.note.to_bytes()).expect("it is written");
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

fn event(leaf: &Leaf<'_>) -> (Hash, Vec<u8>) {
    let bytes = leaf.to_bytes();
    (Leaf::hash(&bytes), bytes)
}

fn signed(events: &[(Hash, Vec<u8>)], size: u64, seed: u8) -> Note {
    let leaves: Vec<Hash> = events.iter().map(|(hash, _)| *hash).collect();
    note(size, tree(&leaves[..=at(size)]).root(), &[&log_key(seed)])
}

fn proof(events: &[(Hash, Vec<u8>)], position: u64, size: u64) -> Vec<Hash> {
    let proof = Proof::Inclusion { position, size };
    let (mut tree, mut tiles) = (Tree::default(), vec![]);
    for (hash, _) in events {
        tree.push(*hash, |tile| tiles.push(tile));
    }
    tiles.extend(tree.edge());
    let hashes = proof.nodes().into_iter().map(|node| {
        let tile = tiles.iter().find(|tile| tile.id == node.tile());
        tile.and_then(|tile| node.hash(tile))
            .expect("the tile has it")
    });
    proof
        .make(hashes.collect())
        .expect("the hashes are at hand")
}

fn asked() -> Asked {
    Asked {
        keys: vec![log_key(1).public().clone()],
        ..Asked::default()
    }
}

fn outcome(story: &Story) -> Result<Verified, Unverified> {
    verify(&*story.bundle(), &asked(), |_| {})
}

fn found(story: &Story) -> Finding {
    match outcome(story) {
        Err(Unverified::Found(finding)) => finding,
        other => panic!("{other:?}"),
    }
}

fn code(outcome: Result<Verified, Unverified>) -> u8 {
    match outcome {
        Err(Unverified::Found(finding)) => finding.exit_code(),
        other => panic!("{other:?}"),
    }
}

fn at(position: u64) -> usize {
    usize::try_from(position).expect("it is small") - 1
}
