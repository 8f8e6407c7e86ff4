//! The canonical form: one form an event, one event a form.

use proptest::prelude::*;

use crate::{Leaf, NotALeaf};

/// An event as it might be stored.
pub(super) fn leaf(position: u64) -> Leaf<'static> {
    Leaf {
        position,
        recorded_at_micros: 1_764_000_000_000_000 + position.cast_signed(),
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

#[test]
fn the_form_is_the_documented_one() {
    let leaf = Leaf {
        position: 258,
        recorded_at_micros: -2,
        event_id: [9; 16],
        account: Some(("é", 3)),
        metadata: "{}",
        payload: "",
        ..leaf(1)
    };
    let mut expected = vec![1];
    expected.extend([0, 0, 0, 0, 0, 0, 1, 2]);
    expected.extend([255, 255, 255, 255, 255, 255, 255, 254]);
    expected.extend([9; 16]);
    expected.extend(b"\0\0\0\x07account\0\0\0\x04demo");
    expected.extend([0, 0, 0, 0, 0, 0, 0, 1]);
    expected.extend([1, 0, 0, 0, 2, 0xc3, 0xa9, 0, 0, 0, 0, 0, 0, 0, 3]);
    expected.extend(b"\0\0\0\x0fPasswordChanged\0\0\0\x011\0\0\0\x02{}\0\0\0\0");
    assert_eq!(leaf.to_bytes(), expected);
}

proptest! {
    #[test]
    fn a_form_tells_its_event(
        (position, recorded_at_micros, version) in (1..u64::MAX, any::<i64>(), any::<u64>()),
        event_id: [u8; 16],
        account in proptest::option::of((".{0,9}", any::<u64>())),
        texts: [String; 6],
    ) {
        let [aggregate_type, aggregate_id, event_type, event_version, metadata, payload] = &texts;
        let account = account.as_ref().map(|(id, version)| (id.as_str(), *version));
        let leaf = Leaf {
            position, recorded_at_micros, event_id, aggregate_type, aggregate_id, version, account,
            event_type, event_version, metadata, payload,
        };
        let bytes = leaf.to_bytes();
        prop_assert_eq!(Leaf::from_bytes(&bytes), Ok(leaf));
    }

    #[test]
    fn what_is_read_is_the_one_form(bytes: Vec<u8>, cut in 0..120_usize, flip in 0..120_usize) {
        let mut near = leaf(5).to_bytes();
        let at = flip % near.len();
        near[at] ^= 1 << (flip % 8);
        for bytes in [&bytes[..], &near, &near[..cut.min(near.len())]] {
            if let Ok(leaf) = Leaf::from_bytes(bytes) {
                prop_assert_eq!(leaf.to_bytes(), bytes);
            }
        }
    }
}

#[test]
fn nothing_may_be_cut_off_or_added() {
    let bytes = leaf(5).to_bytes();
    for length in 0..bytes.len() {
        assert_eq!(Leaf::from_bytes(&bytes[..length]), Err(NotALeaf));
    }
    assert_eq!(
        Leaf::from_bytes(&[&bytes[..], b" "].concat()),
        Err(NotALeaf)
    );
}
