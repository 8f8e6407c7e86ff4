//! What does not go together with what was cosigned is never cosigned.

use std::fs;

use countersign_audit::Hash;
use countersign_tests::{binary::Witness, world::eventually};

use super::{Scene, log::Lie};

/// Whose lie it is, if it is one, shows later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alarm {
    /// Nothing signed says that the log has two histories.
    WhileItLasts,
    /// It has, and nothing makes it well again.
    ForGood,
}

/// What of the log's is refused with this reason, and what becomes of the alarm.
async fn is_refused(told: impl Fn(&Scene), back: impl Fn(&Scene), reason: &str, alarm: Alarm) {
    let scene = Scene::of(7).await;
    let witness = scene.witness(7).await;
    let cosigned = witness.shown().await;

    told(&scene);
    let why = alarmed(&witness).await;
    assert!(why.contains(reason), "{why}");
    assert_eq!(why.lines().count(), 1, "{why}");
    scene.log.is_looked_at(3).await;
    assert_eq!(witness.shown().await, cosigned, "{reason}");
    let logs = witness.process.stderr();
    let is_told = |line: &str| line.contains("\"level\":\"ERROR\"") && line.contains(why.trim());
    assert!(logs.lines().any(is_told), "{logs}");

    back(&scene);
    scene.log.grow(20);
    witness.reaches(20).await;
    let still = witness.alarm().await;
    match alarm {
        Alarm::WhileItLasts => assert_eq!(still, None),
        Alarm::ForGood => assert_eq!(still, Some(why)),
    }
    let evidence = scene.folder.path().join("contradiction");
    assert_eq!(evidence.exists(), alarm == Alarm::ForGood);
}

/// The reason, once there is one.
async fn alarmed(witness: &Witness) -> String {
    let mut why = None;
    eventually("there is an alarm", async || {
        why = witness.alarm().await;
        why.is_some()
    })
    .await;
    why.expect("it was waited for")
}

fn lying(lie: Lie) -> impl Fn(&Scene) {
    move |scene| {
        scene.log.lie(lie);
        if matches!(lie, Lie::ChangedProof | Lie::ShortProof) {
            scene.log.grow(12);
        }
    }
}

fn honest(scene: &Scene) {
    scene.log.lie(Lie::None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_log_did_not_sign_is_refused() {
    for lie in [Lie::ChangedText, Lie::OtherKey, Lie::OtherLog, Lie::NoNote] {
        let reason = "it is no checkpoint that the log has signed";
        is_refused(lying(lie), honest, reason, Alarm::WhileItLasts).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_rewritten_under_the_stolen_key_is_refused_for_good() {
    // Of the same size, and grown since: in either case the root is the new history's.
    for size in [7, 12] {
        let rewrite = |scene: &Scene| {
            scene.log.rewrite(3, Hash([9; 32]));
            scene.log.grow(size);
        };
        let back = |scene: &Scene| {
            let mut leaf = [0; 32];
            leaf[7] = 3;
            scene.log.rewrite(3, Hash(leaf));
        };
        let reason = if size == 7 {
            "another root at the same size"
        } else {
            "did not grow out of what was cosigned"
        };
        is_refused(rewrite, back, reason, Alarm::ForGood).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_proof_is_refused_for_good() {
    for lie in [Lie::ChangedProof, Lie::ShortProof, Lie::Countless] {
        let reason = "did not grow out of what was cosigned";
        is_refused(lying(lie), honest, reason, Alarm::ForGood).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_shrank_is_never_cosigned_and_an_alarm_when_it_lasts() {
    let shrink = |scene: &Scene| scene.log.shrink(5);
    let reason = "it has fewer events than were cosigned: cosigned are 7 events";
    is_refused(shrink, |_| (), reason, Alarm::WhileItLasts).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_lags_for_a_moment_is_no_alarm() {
    let scene = Scene::of(7).await;
    let witness = scene.witness(7).await;
    let cosigned = witness.shown().await;
    scene.log.shrink(5);
    scene.log.is_looked_at(3).await;
    assert_eq!(witness.alarm().await, None);
    assert_eq!(witness.shown().await, cosigned);
    scene.log.grow(9);
    witness.reaches(9).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_does_not_answer_holds_nothing_up() {
    for lie in [Lie::Silence, Lie::Endless, Lie::Failing, Lie::OtherProof] {
        let scene = Scene::of(7).await;
        let witness = scene.witness(7).await;
        let cosigned = witness.shown().await;
        scene.log.lie(lie);
        scene.log.grow(12);
        scene.log.is_looked_at(3).await;
        assert_eq!(witness.shown().await, cosigned, "{lie:?}");
        assert_eq!(witness.alarm().await, None, "{lie:?}");
        let logs = witness.process.stderr();
        assert!(
            logs.contains("nothing is cosigned for now"),
            "{lie:?}: {logs}"
        );
        scene.log.lie(Lie::None);
        witness.reaches(12).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_without_room_for_a_cosignature_is_refused_and_does_no_harm() {
    let reason = "it is no checkpoint that the log has signed";
    let stuffed = |scene: &Scene| {
        scene.log.lie(Lie::TooManySignatures);
        scene.log.grow(12);
    };
    is_refused(stuffed, honest, reason, Alarm::WhileItLasts).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_histories_are_kept_as_evidence() {
    let scene = Scene::of(7).await;
    let witness = scene.witness(7).await;
    let cosigned = witness.shown().await.expect("a note");
    scene.log.rewrite(0, Hash([9; 32]));
    let why = alarmed(&witness).await;
    let evidence = scene.folder.path().join("contradiction");
    let evidence = fs::read_to_string(evidence).expect("it is kept before the alarm");
    assert!(evidence.starts_with(&why), "{evidence}");
    let cosigned = String::from_utf8(cosigned).expect("a note is text");
    assert!(evidence.contains(&format!("\ncosigned:\n\n{cosigned}")));
    let (_, shown) = evidence.split_once("\nshown:\n\n").expect("both");
    let shown = countersign_audit::Note::from_bytes(shown.as_bytes()).expect("a note");
    shown
        .require_signed(&[super::TinyLog::key(1)])
        .expect("the log's");
    assert_eq!(shown.checkpoint().size, 7);
}
