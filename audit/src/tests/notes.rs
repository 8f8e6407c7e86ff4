//! Keys, notes and cosignatures.

use signed_note::Verifier;

use crate::{Checkpoint, CosignerKey, Hash, InvalidKey, LogKey, Note, NoteError, PublicKey};

pub(super) const ORIGIN: &str = "log.example/1";

pub(super) fn log_key(seed: u8) -> LogKey {
    LogKey::new(ORIGIN, &[seed; 32]).expect("the name is one")
}

pub(super) fn note(size: u64, root: Hash, keys: &[&LogKey]) -> Note {
    let origin = ORIGIN.to_owned();
    Note::sign(Checkpoint { origin, size, root }, keys).expect("it is signed")
}

/// The key and signature that the Go implementation of notes is documented with.
#[test]
fn a_published_signature_verifies() {
    let key: PublicKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        .parse()
        .expect("it is a key");
    let note = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n\n\
                — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf\
                qdngotpRZb6KE6RyyBwJnAM=\n";
    let note = signed_note::Note::from_bytes(note.as_bytes()).expect("it is a note");
    let known = signed_note::VerifierList::new(vec![Box::new(key)]);
    assert!(note.verify(&known).is_ok());
}

#[test]
fn a_note_counts_by_any_key_of_its_log() {
    let (old, new, other) = (log_key(1), log_key(2), log_key(3));
    let note = note(5, Hash([8; 32]), &[&old, &new]);
    let read = Note::from_bytes(&note.to_bytes()).expect("it is a note");
    assert_eq!(read.checkpoint(), note.checkpoint());
    for key in [&old, &new] {
        assert!(read.require_signed(&[key.public().clone()]).is_ok());
    }
    assert!(read.require_signed(&[other.public().clone()]).is_err());
    let elsewhere = LogKey::new("log.example/2", &[1; 32]).expect("the name is one");
    assert!(matches!(
        read.require_signed(&[elsewhere.public().clone()]),
        Err(NoteError::OtherLog { .. })
    ));
    assert!(read.require_signed(&[]).is_err());
}

#[test]
fn a_cosignature_says_when_and_by_whom() {
    let log = log_key(1);
    let witness = CosignerKey::new("witness.example/1", &[4; 32], 1_764_000_000).expect("a name");
    let mut note = note(5, Hash([8; 32]), &[&log]);
    assert!(note.require_cosigned(witness.public()).is_err());
    note.cosign(&witness).expect("it is signed");
    let read = Note::from_bytes(&note.to_bytes()).expect("it is a note");
    let cosigned = read
        .require_cosigned(witness.public())
        .expect("it is cosigned");
    assert_eq!(
        (cosigned.by.as_str(), cosigned.at_seconds),
        ("witness.example/1", 1_764_000_000)
    );
    assert!(read.require_signed(&[log.public().clone()]).is_ok());
    // A witness is no log, and a log no witness.
    assert!(read.require_signed(&[witness.public().clone()]).is_err());
    assert!(read.require_cosigned(log.public()).is_err());
}

#[test]
fn no_bit_of_a_note_may_change() {
    let log = log_key(1);
    let witness = CosignerKey::new("witness.example/1", &[4; 32], 1_764_000_000).expect("a name");
    let mut note = note(5, Hash([8; 32]), &[&log]);
    note.cosign(&witness).expect("it is signed");
    let bytes = note.to_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let counts = Note::from_bytes(&changed).is_ok_and(|note| {
                note.require_signed(&[log.public().clone()]).is_ok()
                    && note.require_cosigned(witness.public()).is_ok()
            });
            assert!(!counts, "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn a_public_key_has_one_form() {
    let witness = CosignerKey::new("witness.example/1", &[4; 32], 0).expect("a name");
    for key in [log_key(1).public(), witness.public()] {
        let text = key.to_string();
        assert_eq!(text.parse().as_ref(), Ok(key));
        for other in [
            text.to_uppercase(),
            text.replace(".example", ".example2"),
            format!("{text}="),
            format!(" {text}"),
            text.replacen('+', "+0", 1),
            String::new(),
            "a+b".to_owned(),
        ] {
            assert_eq!(other.parse::<PublicKey>(), Err(InvalidKey), "{other}");
        }
    }
    for name in ["", "a b", "a+b", "a\nb", "a\u{7f}b"] {
        assert!(LogKey::new(name, &[1; 32]).is_err(), "{name:?}");
    }
    assert_eq!(Verifier::name(log_key(1).public()), ORIGIN);
}

#[test]
fn a_key_signs_once() {
    let log = log_key(1);
    let note = note(5, Hash([8; 32]), &[&log]).to_bytes();
    let signature = note.rsplit(|byte| *byte == b'\n').nth(1).expect("a line");
    for more in [
        signature.to_vec(),
        [&signature[..signature.len() - 4], b"AAA="].concat(),
    ] {
        let twice = [&note[..], &more, b"\n"].concat();
        assert!(Note::from_bytes(&twice).is_err());
    }
}
