//! A witness starts whole, or not at all.

use std::fs;

use countersign_audit::CosignerKey;
use countersign_tests::binary::{Process, Witness};

use super::{Scene, log::TinyLog};

#[tokio::test(flavor = "multi_thread")]
async fn two_never_share_a_folder() {
    let scene = Scene::of(3).await;
    let witness = scene.witness(3).await;
    let second = Process::run(&["witness"], &scene.settings).await;
    let folder = scene.folder.path().display();
    let why = format!("countersign: another `countersign witness` is running on {folder}\n");
    assert_eq!(second.failure(), why);
    assert_eq!(witness.alarm().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_did_not_cosign_is_never_taken_up() {
    let scene = Scene::of(3).await;
    let mut witness = scene.witness(3).await;
    let cosigned = witness.shown().await.expect("a note");
    witness.process.kill();
    let file = scene.folder.path().join("checkpoint");
    assert_eq!(fs::read(&file).expect("it is kept"), cosigned);

    let mut damaged: Vec<Vec<u8>> = [0, 1, 20, cosigned.len() / 2, cosigned.len() - 1]
        .map(|length| cosigned[..length].to_vec())
        .to_vec();
    let text = String::from_utf8(cosigned.clone()).expect("a note is text");
    damaged.push(text.replacen("\n3\n", "\n2\n", 1).into_bytes());
    damaged.push([&cosigned[..], b"\n"].concat());
    damaged.push(vec![0xff; 64]);
    // What the log alone has signed: somebody put it there.
    let lines: Vec<&str> = text.lines().collect();
    let of_the_log = lines[..lines.len() - 1].join("\n") + "\n";
    damaged.push(of_the_log.into_bytes());
    for bytes in damaged {
        fs::write(&file, &bytes).expect("it is ours");
        let refused = Process::run(&["witness"], &scene.settings).await;
        let said = String::from_utf8_lossy(&bytes);
        assert!(
            refused.failure().contains("checkpoint"),
            "{said}: {refused:?}"
        );
        assert_eq!(fs::read(&file).expect("it stays"), bytes);
    }

    // A draft that a crash cut off is none.
    fs::write(&file, &cosigned).expect("it is ours");
    fs::write(scene.folder.path().join("checkpoint.new"), &cosigned[..40]).expect("it is ours");
    let witness = Witness::start(&scene.settings).await;
    assert_eq!(witness.shown().await, Some(cosigned));
    scene.log.grow(5);
    witness.reaches(5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_key_nor_name_nor_log_changes_below_what_was_cosigned() {
    let scene = Scene::of(3).await;
    let mut witness = scene.witness(3).await;
    witness.process.kill();
    let elsewhere = countersign_audit::LogKey::new("log.example/2", &[1; 32]).expect("a name");
    let elsewhere = elsewhere.public().to_string();
    for (name, value, named) in [
        (
            "COUNTERSIGN_WITNESS_NAME",
            "witness.example/2",
            "under this name",
        ),
        ("COUNTERSIGN_WITNESS_LOG_VKEY", &elsewhere, "log.example/2"),
    ] {
        let settings = scene.settings.clone().with(name, value);
        let refused = Process::run(&["witness"], &settings).await;
        assert!(refused.failure().contains(named), "{name}: {refused:?}");
    }
    let key = scene.folder.path().join("witness.key");
    let text = fs::read(&key).expect("it is kept");
    fs::write(&key, &text[..10]).expect("it is ours");
    let refused = Process::run(&["witness"], &scene.settings).await;
    assert!(refused.failure().contains("witness.key"), "{refused:?}");
    fs::remove_file(&key).expect("it is ours");
    let refused = Process::run(&["witness"], &scene.settings).await;
    assert!(refused.failure().contains("no witness.key"), "{refused:?}");
    assert!(!key.exists(), "no other key was made");
    fs::write(&key, &text).expect("it is ours");
    scene.witness(3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_refuses_settings_that_cannot_be_right() {
    let scene = Scene::of(3).await;
    let other = countersign_audit::LogKey::new("log.example/2", &[1; 32]).expect("a name");
    let two_logs = format!("{},{}", TinyLog::key(1), other.public());
    let witness = CosignerKey::new("witness.example/1", &[1; 32], 0).expect("a name");
    let witness = witness.public().to_string();
    for (name, value, named) in [
        (
            "COUNTERSIGN_WITNESS_LISTEN",
            "0.0.0.0:0",
            "--behind-tls-proxy",
        ),
        ("COUNTERSIGN_WITNESS_LISTEN", "nowhere", "--listen"),
        (
            "COUNTERSIGN_WITNESS_LOG_URL",
            "http://log.example",
            "https://",
        ),
        (
            "COUNTERSIGN_WITNESS_LOG_URL",
            "https://key@log.example",
            "--log-url",
        ),
        ("COUNTERSIGN_WITNESS_LOG_URL", "log.example", "--log-url"),
        ("COUNTERSIGN_WITNESS_LOG_VKEY", "nonsense", "--log-vkey"),
        ("COUNTERSIGN_WITNESS_LOG_VKEY", &witness, "keys of a log"),
        ("COUNTERSIGN_WITNESS_LOG_VKEY", &two_logs, "different logs"),
        ("COUNTERSIGN_WITNESS_API_KEY", "two\nlines", "API key"),
        ("COUNTERSIGN_WITNESS_NAME", "a witness", "--name"),
        ("COUNTERSIGN_WITNESS_NAME", "a+b", "--name"),
        (
            "COUNTERSIGN_WITNESS_INTERVAL_SECONDS",
            "0",
            "--interval-seconds",
        ),
    ] {
        let settings = scene.settings.clone().with(name, value);
        let refused = Process::run(&["witness"], &settings).await;
        assert!(refused.failure().contains(named), "{name}: {refused:?}");
    }
    for (missing, named) in [
        ("COUNTERSIGN_WITNESS_LOG_URL", "--log-url"),
        ("COUNTERSIGN_WITNESS_LOG_VKEY", "--log-vkey"),
        ("COUNTERSIGN_WITNESS_API_KEY", "--api-key"),
        ("COUNTERSIGN_WITNESS_NAME", "--name"),
        ("COUNTERSIGN_WITNESS_DATA_DIR", "--data-dir"),
    ] {
        let settings = scene.settings.clone().without(missing);
        let refused = Process::run(&["witness"], &settings).await;
        assert!(refused.failure().contains(named), "{missing}: {refused:?}");
    }
}
