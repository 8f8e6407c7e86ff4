//! How it stands, as time goes by.

use std::time::{Duration, Instant};

use countersign_audit::{Checkpoint, Hash, LogKey, Note, NoteError};

use super::{
    clock::ClockUnset,
    refusal::{Against, Failure, NotCosigned, Refusal},
    standing::Standing,
};

fn checkpoint(size: u64, root: u8) -> Checkpoint {
    Checkpoint {
        origin: "log.example/1".to_owned(),
        size,
        root: Hash([root; 32]),
    }
}

fn against(size: u64, root: u8) -> Against {
    let key = LogKey::new("log.example/1", &[1; 32]).expect("a name");
    let shown = Note::sign(checkpoint(size, root), &[&key]).expect("it is signed");
    Against {
        cosigned: checkpoint(7, 1),
        shown: Box::new(shown),
    }
}

fn away() -> NotCosigned {
    Failure::Clock(ClockUnset).into()
}

fn smaller() -> NotCosigned {
    Refusal::Smaller(against(6, 2)).into()
}

fn other_root() -> NotCosigned {
    Refusal::OtherRoot(against(7, 2)).into()
}

fn unsigned() -> NotCosigned {
    let forged = Note::from_bytes(b"nothing").expect_err("it is none");
    Refusal::Unsigned(forged).into()
}

/// A standing, and what it is so many seconds after it began.
struct Story {
    began: Instant,
    standing: Standing,
}

impl Story {
    fn begin() -> Self {
        let began = Instant::now();
        let standing = Standing::new(began, None);
        Self { began, standing }
    }

    fn at(&self, second: u64) -> Instant {
        self.began + Duration::from_secs(second)
    }

    fn follows(&mut self, second: u64) {
        self.standing.is_followed(self.at(second));
    }

    fn meets(&mut self, second: u64, why: &NotCosigned) {
        self.standing.is_not_followed(self.at(second), why);
    }

    fn trouble(&self, second: u64) -> Option<String> {
        self.standing.trouble(self.at(second))
    }
}

#[test]
fn a_log_may_be_away_for_thirty_seconds() {
    let mut story = Story::begin();
    story.follows(5);
    for second in 6..=35 {
        story.meets(second, &away());
        assert_eq!(story.trouble(second), None, "{second}");
    }
    let trouble = story.trouble(36).expect("it is too long");
    assert!(trouble.contains("clock"), "{trouble}");
    story.follows(37);
    assert_eq!(story.trouble(60), None);
}

#[test]
fn an_instance_may_lag_for_ten_seconds() {
    let mut story = Story::begin();
    for second in 0..10 {
        story.meets(second, &smaller());
        assert_eq!(story.trouble(second), None, "{second}");
    }
    story.meets(10, &smaller());
    let trouble = story.trouble(10).expect("it is too long");
    assert!(trouble.contains("7 events"), "{trouble}");
    // That it is away as well makes it no better.
    story.meets(11, &away());
    assert_eq!(story.trouble(11), Some(trouble));
    story.follows(12);
    assert_eq!(story.trouble(12), None);
    story.meets(13, &smaller());
    assert_eq!(story.trouble(22), None);
}

#[test]
fn what_nobody_signed_is_an_alarm_while_it_lasts() {
    let mut story = Story::begin();
    story.meets(1, &unsigned());
    assert!(story.trouble(1).is_some());
    story.follows(2);
    assert_eq!(story.trouble(2), None);
}

#[test]
fn a_contradiction_is_an_alarm_for_good() {
    let mut story = Story::begin();
    story.meets(1, &other_root());
    let trouble = story.trouble(1).expect("at once");
    for part in [
        "7 events",
        &Hash([1; 32]).to_string(),
        &Hash([2; 32]).to_string(),
    ] {
        assert!(trouble.contains(part), "{part}: {trouble}");
    }
    story.follows(2);
    story.meets(3, &unsigned());
    assert_eq!(story.trouble(1_000), Some(trouble));
}

#[test]
fn only_two_roots_and_a_wrong_proof_contradict_for_good() {
    assert!(Refusal::OtherRoot(against(7, 2)).contradiction().is_some());
    assert!(Refusal::WrongProof(against(9, 2)).contradiction().is_some());
    assert!(Refusal::Smaller(against(6, 2)).contradiction().is_none());
    let other = NoteError::OtherLog {
        origin: "log.example/2".to_owned(),
    };
    assert!(Refusal::Unsigned(other).contradiction().is_none());
}
