//! What was cosigned is never forgotten.

use std::{fs, time::Duration};

use countersign_audit::{Hash, Note};
use countersign_tests::{binary::Witness, faults::each_seed, world::eventually};
use rand::{Rng, rngs::StdRng};
use tokio::time::timeout;

use super::{Scene, log::Lie};

#[tokio::test(flavor = "multi_thread")]
async fn a_fork_shown_after_a_crash_is_refused_and_so_after_the_next() {
    let scene = Scene::of(7).await;
    let mut witness = scene.witness(7).await;
    let (vkey, cosigned) = (witness.vkey(), witness.shown().await);
    witness.process.kill();

    scene.log.rewrite(3, Hash([9; 32]));
    let mut witness = Witness::start(&scene.settings).await;
    assert_eq!(witness.vkey(), vkey);
    assert_eq!(witness.shown().await, cosigned);
    eventually("the fork is an alarm", async || {
        witness.alarm().await.is_some()
    })
    .await;
    assert_eq!(witness.shown().await, cosigned);
    let why = witness.alarm().await;
    witness.process.kill();

    // The log is silent, and says nothing for itself.
    scene.log.lie(Lie::Silence);
    let witness = Witness::start(&scene.settings).await;
    assert_eq!(witness.alarm().await, why);
    assert_eq!(witness.shown().await, cosigned);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_shown_is_held_after_a_kill_at_any_moment() {
    each_seed(is_killed_again_and_again).await;
}

async fn is_killed_again_and_again(mut random: StdRng) {
    const KILLS: usize = 25;
    let scene = Scene::of(1).await;
    let (mut events, mut shown, mut vkey) = (1, 0, None);
    for kill in 0..KILLS {
        let mut witness = Witness::start(&scene.settings).await;
        let known = vkey.get_or_insert_with(|| witness.vkey());
        assert_eq!(witness.vkey(), *known, "kill {kill}");
        events += random.random_range(1..40);
        scene.log.grow(events);
        let wait = Duration::from_millis(random.random_range(0..60));
        let watched = timeout(wait, async {
            loop {
                let size = witness.size().await;
                assert!(size >= shown, "kill {kill}: {size} after {shown}");
                shown = size;
            }
        });
        let _ = watched.await;
        witness.process.kill();
        let held = held(&scene);
        assert!(held >= shown, "kill {kill}: {held} after {shown}");
    }
    let witness = scene.witness(events as u64).await;
    assert_eq!(witness.alarm().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_not_shown() {
    let scene = Scene::of(7).await;
    let witness = scene.witness(7).await;
    let cosigned = witness.shown().await;
    // Where the draft goes there is something else, as a full disk would be.
    let draft = scene.folder.path().join("checkpoint.new");
    fs::create_dir(&draft).expect("it is ours");
    scene.log.grow(12);
    eventually("it cannot be kept", async || {
        witness.process.stderr().contains("cannot be kept")
    })
    .await;
    assert_eq!(witness.shown().await, cosigned);
    assert_eq!(held(&scene), 7);
    fs::remove_dir(&draft).expect("it is ours");
    witness.reaches(12).await;
    assert_eq!(held(&scene), 12);
}

/// How many events the note in the folder is of.
fn held(scene: &Scene) -> u64 {
    let note = fs::read(scene.folder.path().join("checkpoint"));
    note.map_or(0, |bytes| {
        let note = Note::from_bytes(&bytes).expect("it is whole");
        note.checkpoint().size
    })
}
