//! What grew is cosigned.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use countersign_audit::Note;
use countersign_tests::{binary::Witness, world::eventually};
use reqwest::StatusCode;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::{
    Scene,
    log::{API_KEY, Lie, TinyLog},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_grew_is_cosigned_and_shown_with_both_signatures() {
    let scene = Scene::of(0).await;
    let witness = Witness::start(&scene.settings).await;
    scene.log.is_looked_at(2).await;
    assert_eq!(
        witness.get("/checkpoint").await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(witness.alarm().await, None);

    for events in [1, 2, 255, 257, 1_000] {
        scene.log.grow(events);
        witness.reaches(events as u64).await;
    }
    let answer = witness.get("/checkpoint").await;
    assert_eq!(
        answer.headers()["content-type"],
        "text/plain; charset=utf-8"
    );
    let modified = fs::metadata(scene.folder.path().join("checkpoint")).expect("it is kept");
    let modified: DateTime<Utc> = modified.modified().expect("Linux tells").into();
    let note = Note::from_bytes(&answer.bytes().await.expect("a body")).expect("a note");
    note.require_signed(&[TinyLog::key(1)]).expect("the log's");
    let cosigned = note.require_cosigned(&witness.vkey()).expect("its own");
    let at = DateTime::from_timestamp(cosigned.at_seconds.cast_signed(), 0).expect("a time");
    assert!((modified - at).abs().num_seconds() <= 2, "{at} {modified}");
    assert_eq!(witness.alarm().await, None);

    let vkey = witness.get("/vkey").await.text().await.expect("a line");
    assert_eq!(vkey, format!("{}\n", witness.vkey()));
    assert_eq!(witness.vkey().name(), "witness.example/1");
    let key = fs::metadata(scene.folder.path().join("witness.key")).expect("it is kept");
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_that_another_key_has_signed_too_is_cosigned_again() {
    let scene = Scene::of(5).await;
    let (old, new) = (TinyLog::key(1), TinyLog::key(2));
    let keys = format!("{old},{new}");
    let settings = scene
        .settings
        .clone()
        .with("COUNTERSIGN_WITNESS_LOG_VKEY", &keys);
    let witness = Witness::start(&settings).await;
    witness.reaches(5).await;
    let first = witness.shown().await;
    scene.log.is_looked_at(2).await;
    assert_eq!(witness.shown().await, first, "nothing is new");

    scene.log.sign_by(&[1, 2]);
    eventually("both keys have signed", async || {
        let shown = witness.shown().await.expect("a note");
        let note = Note::from_bytes(&shown).expect("a note");
        note.require_cosigned(&witness.vkey()).expect("its own");
        note.require_signed(std::slice::from_ref(&new)).is_ok()
    })
    .await;
    assert_eq!(witness.size().await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_within_a_second_whatever_it_waits_for() {
    let scene = Scene::of(3).await;
    let mut witness = scene.witness(3).await;
    scene.log.lie(Lie::Silence);
    scene.log.is_looked_at(1).await;
    // Somebody who never finishes asking.
    let address = witness.url().trim_start_matches("http://");
    let mut visitor = TcpStream::connect(address).await.expect("it listens");
    visitor.write_all(b"GET /check").await.expect("it reads");

    let asked = Instant::now();
    let status = witness.process.stop().await;
    assert!(
        asked.elapsed() < Duration::from_secs(1),
        "{:?}",
        asked.elapsed()
    );
    assert!(status.success(), "{}", witness.process.stderr());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_stands_in_its_logs() {
    let scene = Scene::of(3).await;
    let settings = scene.settings.clone().with("COUNTERSIGN_LOG", "trace");
    let witness = Witness::start(&settings).await;
    witness.reaches(3).await;
    scene.log.lie(Lie::Failing);
    scene.log.is_looked_at(2).await;
    let key = fs::read_to_string(scene.folder.path().join("witness.key")).expect("it is kept");
    let logs = witness.process.stderr();
    assert!(logs.contains("\"level\":\"TRACE\"") || logs.contains("\"level\":\"DEBUG\""));
    for secret in [API_KEY, key.trim()] {
        assert!(!logs.contains(secret), "a secret is logged");
    }
}
