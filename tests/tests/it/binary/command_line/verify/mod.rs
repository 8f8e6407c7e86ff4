//! `audit verify`: by a file and keys alone, with an exit code for each thing that can be wrong.

mod bundles;

use std::{
    fs::{self, File},
    path::PathBuf,
};

use countersign_audit::{CosignerKey, Leaf, LogKey};
use countersign_tests::{
    binary::{Output, Process, Settings},
    ground,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use self::bundles::{ORIGIN, event, history, leaf, log, log_key, signed};

struct Bench {
    folder: TempDir,
    key: String,
    witness: CosignerKey,
}

impl Bench {
    fn new() -> Self {
        Self {
            folder: ground::folder("verify"),
            key: log_key(1).public().to_string(),
            witness: CosignerKey::new("witness.example/1", &[4; 32], 1_764_000_099)
                .expect("a name"),
        }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path: PathBuf = self.folder.path().join(name);
        fs::write(&path, bytes).expect("it can be written");
        path.to_str().expect("an ordinary path").to_owned()
    }

    /// Without any setting, as an auditor would.
    async fn verify(&self, bundle: &[u8], more: &[&str]) -> Output {
        let file = self.file("bundle", bundle);
        let arguments = [&["audit", "verify", &file, "--key", &self.key], more].concat();
        Process::run(&arguments, &Settings::none()).await
    }

    /// What is said of a bundle in which something is wrong: the line, and the JSON.
    async fn found(&self, bundle: &[u8], code: i32) -> (String, Value) {
        let text = self.verify(bundle, &[]).await;
        assert_eq!(text.status.code(), Some(code), "{text:?}");
        let line = text.failure();
        assert_eq!(line.lines().count(), 1, "{line}");
        let as_json = self.verify(bundle, &["--format", "json"]).await;
        assert_eq!(as_json.status.code(), Some(code), "{as_json:?}");
        assert_eq!(as_json.stderr, line);
        let json: Value = serde_json::from_str(&as_json.stdout).expect("one object");
        assert_eq!(json["verified"], false);
        let what = json["what"].as_str().expect("words");
        assert_eq!(line.trim_end(), format!("countersign: {what}"));
        (line.to_owned(), json)
    }
}

#[tokio::test]
async fn a_good_bundle_is_told_of_in_plain_words() {
    let bench = Bench::new();
    let mut story = log(40);
    story.note.cosign(&bench.witness).expect("it is signed");
    let witness = bench.witness.public().to_string();
    let text = bench
        .verify(&story.bundle(), &["--witness", &witness])
        .await;
    let root = story.note.checkpoint().root;
    let expected = format!(
        "Verified: every event of the bundle is as it was signed.
log         log.example/1
holds       40 events: the whole log
positions   1 to 40
recorded    2025-11-24T16:00:00.000001Z to 2025-11-24T16:00:00.000040Z
signed      the log up to position 40, root {root}
cosigned    by witness.example/1, 2025-11-24T16:01:39Z
"
    );
    assert_eq!(text.success(), expected);
    assert_eq!(text.stderr, "", "there is no terminal to show a bar at");
    let more = ["--witness", &witness, "--format", "json"];
    let as_json = bench.verify(&story.bundle(), &more).await;
    let json: Value = serde_json::from_str(as_json.success()).expect("one object");
    let expected = json!({
        "verified": true, "log": ORIGIN, "account": null, "events": 40,
        "first_position": 1, "last_position": 40,
        "first_recorded_at": "2025-11-24T16:00:00.000001Z",
        "last_recorded_at": "2025-11-24T16:00:00.000040Z",
        "checkpoint": {"size": 40, "root": root.to_string()},
        "cosigned": [{"by": "witness.example/1", "at": "2025-11-24T16:01:39Z"}],
    });
    assert_eq!(json, expected);
    let alone = bench.verify(&story.bundle(), &[]).await;
    assert!(alone.success().contains("nobody was asked for (--witness)"));
}

#[tokio::test]
async fn a_bundle_of_an_account_says_what_it_cannot_prove() {
    let bench = Bench::new();
    let text = bench.verify(&history(30).bundle(), &[]).await;
    let said = text.success();
    assert!(said.contains("holds       10 events of the account demo\npositions   3 to 30\n"));
    assert!(
        said.contains("cannot prove that no LATER event exists"),
        "{said}"
    );
    let mut empty = history(30);
    empty.events.clear();
    empty.proofs.clear();
    let text = bench.verify(&empty.bundle(), &[]).await;
    assert!(text.success().contains("proves nothing about the account"));
    let earlier = bench.file("kept", &signed(&log(30).events, 20, 1).to_bytes());
    let text = bench
        .verify(&history(30).bundle(), &["--checkpoint", &earlier])
        .await;
    assert_eq!(text.status.code(), Some(1));
    assert!(text.failure().contains("export the whole log"));
}

#[tokio::test]
async fn each_thing_that_can_be_wrong_has_its_exit_code_and_its_first_position() {
    let bench = Bench::new();
    let told = async |bundle: Vec<u8>, code: i32, kind: &str, position: Value, words: &str| {
        let (line, json) = bench.found(&bundle, code).await;
        assert_eq!(
            (&json["kind"], &json["position"]),
            (&json!(kind), &position),
            "{line}"
        );
        assert!(line.contains(words), "{words:?} in {line}");
    };

    let mut changed = log(40);
    let payload = r#"{"PasswordChanged":{"by":"nobody"}}"#;
    changed.events[16].1 = Leaf {
        payload,
        ..leaf(17)
    }
    .to_bytes();
    told(
        changed.bundle(),
        10,
        "tampered",
        json!(17),
        "the event at position 17",
    )
    .await;

    let mut resigned = log(40);
    resigned.events[16] = event(&Leaf {
        payload,
        ..leaf(17)
    });
    resigned.note = signed(&resigned.events, 40, 1);
    told(
        resigned.bundle(),
        11,
        "inconsistent",
        json!(11),
        "another history up to position 20",
    )
    .await;

    let mut foreign = log(40);
    foreign.note = signed(&foreign.events, 40, 9);
    told(
        foreign.bundle(),
        12,
        "unsigned",
        json!(null),
        "not signed by a key that is known",
    )
    .await;

    let mut shorter = log(40);
    shorter.events.truncate(35);
    told(
        shorter.bundle(),
        13,
        "truncated",
        json!(36),
        "from position 36 to 40",
    )
    .await;

    let whole = log(40).bundle();
    let cut = whole[..whole.len() / 2].to_vec();
    told(cut, 13, "truncated", json!(null), "the file ends after").await;
    told(
        Vec::new(),
        13,
        "truncated",
        json!(null),
        "the file ends after 0 events",
    )
    .await;

    let mut tail = log(40);
    tail.note = signed(&tail.events, 33, 1);
    tail.earlier.truncate(3);
    told(
        tail.bundle(),
        14,
        "unsigned_tail",
        json!(34),
        "from position 34 to 40",
    )
    .await;

    let flipped = {
        let mut bytes = log(40).bundle();
        *bytes.last_mut().expect("bytes") ^= 1;
        bytes
    };
    told(
        flipped,
        10,
        "tampered",
        json!(null),
        "its digest is another one",
    )
    .await;
}

#[tokio::test]
async fn a_witness_and_a_kept_checkpoint_are_asked_for_by_file_and_key() {
    let bench = Bench::new();
    let witness = bench.witness.public().to_string();
    let without = bench
        .verify(&log(40).bundle(), &["--witness", &witness])
        .await;
    assert_eq!(without.status.code(), Some(12), "{without:?}");
    assert!(
        without
            .failure()
            .contains("the witness witness.example/1 has not cosigned")
    );

    let kept = bench.file("kept", &signed(&log(40).events, 25, 1).to_bytes());
    let grown = bench
        .verify(&log(40).bundle(), &["--checkpoint", &kept])
        .await;
    grown.success();
    let other: Vec<_> = (1..=50)
        .map(|position| event(&leaf(position + 1)))
        .collect();
    let kept = bench.file("kept", &signed(&other, 25, 1).to_bytes());
    let inconsistent = bench
        .verify(&log(40).bundle(), &["--checkpoint", &kept])
        .await;
    assert_eq!(inconsistent.status.code(), Some(11), "{inconsistent:?}");
    let kept = bench.file("kept", b"no note");
    let no_note = bench
        .verify(&log(40).bundle(), &["--checkpoint", &kept])
        .await;
    assert_eq!(no_note.status.code(), Some(1));
    assert!(
        no_note.failure().contains("it is no signed note"),
        "{no_note:?}"
    );
}

#[tokio::test]
async fn the_standard_input_is_a_file_too() {
    let bench = Bench::new();
    let bundle = File::open(bench.file("bundle", &log(40).bundle())).expect("it is there");
    let arguments = ["audit", "verify", "-", "--key", &bench.key];
    let mut piped = Process::start_reading(&arguments, &Settings::none(), bundle);
    assert!(piped.end().await.success(), "{}", piped.stderr());
    assert!(piped.stdout().contains("40 events"));
    let nothing = Process::run(&arguments, &Settings::none()).await;
    assert_eq!(nothing.status.code(), Some(13), "{nothing:?}");
}

#[tokio::test]
async fn what_is_asked_wrongly_is_told_by_name() {
    let bench = Bench::new();
    let file = bench.file("bundle", &log(40).bundle());
    let ask = async |arguments: &[&str]| {
        let arguments = [&["audit", "verify"], arguments].concat();
        Process::run(&arguments, &Settings::none()).await
    };
    let missing = bench.folder.path().join("nothing");
    let missing = missing.to_str().expect("an ordinary path");
    let told = ask(&[missing, "--key", &bench.key]).await;
    assert_eq!(told.status.code(), Some(1));
    assert!(
        told.failure().contains(&format!("cannot read {missing}: ")),
        "{told:?}"
    );
    let told = ask(&["/", "--key", &bench.key]).await;
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    assert!(told.failure().contains("the bundle cannot be read"));

    let witness = bench.witness.public().to_string();
    for (arguments, words) in [
        (vec![&*file], "--key <VKEY>"),
        (vec![&*file, "--key", "nothing"], "NAME+HASH+KEY"),
        (
            vec![&*file, "--key", &witness],
            "it is the key of a witness",
        ),
        (
            vec![&*file, "--key", &bench.key, "--witness", &bench.key],
            "it is the key of a log",
        ),
        (vec!["--key", &bench.key], "<FILE>"),
    ] {
        let told = ask(&arguments).await;
        assert_eq!(told.status.code(), Some(2), "{told:?}");
        assert!(told.failure().contains(words), "{told:?}");
    }

    let other = LogKey::new("log.example/2", &[1; 32]).expect("a name");
    let told = ask(&[&file, "--key", &other.public().to_string()]).await;
    assert_eq!(told.status.code(), Some(12), "{told:?}");
    assert!(
        told.failure()
            .contains("of the log log.example/1, and the key of another")
    );
}
