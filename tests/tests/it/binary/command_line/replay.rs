//! `audit replay`: whole, or an error and no data.

use std::fs;

use countersign::keys::MasterKey;
use countersign_tests::{binary::Settings, database::TestDatabase, ground, portal::password_hash};
use serde_json::{Value, json};
use sqlx::Executor;

use super::run;

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_is_whole_or_fails() {
    let database = TestDatabase::create().await;
    let settings =
        Settings::on(&database).with("COUNTERSIGN_MASTER_KEY", &MasterKey::generate().to_text());
    let folder = ground::folder("import");
    let file = folder.path().join("accounts.jsonl");
    for email in ["ann@example.com", "ann@example.org"] {
        let ann = json!({"account_id": "ann", "email": email, "password_hash": password_hash()});
        fs::write(&file, ann.to_string()).expect("it can be written");
        let path = file.to_str().expect("an ordinary path");
        run(&["account", "import", path], &settings).await.success();
    }
    let replay = async |more: &[&str]| {
        let arguments = [&["audit", "replay", "--account", "ann"], more].concat();
        run(&arguments, &settings).await
    };

    let text = replay(&[]).await;
    let lines: Vec<&str> = text.success().lines().collect();
    let [registered, changed] = lines[..] else {
        panic!("{text:?}")
    };
    let who = "Z  countersign/account-import: ";
    assert!(registered.ends_with(&format!(
        "{who}the account was registered  [two-factor off]"
    )));
    assert!(changed.ends_with(&format!(
        "{who}the contact address changed  [two-factor off]"
    )));
    assert!(text.stderr.contains("2 of 2 events; the history is whole"));
    let json = replay(&["--format", "json"]).await;
    let events: Vec<Value> = json
        .success()
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect();
    let types: Vec<&Value> = events.iter().map(|event| &event["type"]).collect();
    assert_eq!(types, ["AccountRegistered", "AddressChanged"]);
    assert!(
        !json.stdout.contains("ann@example"),
        "no address stands readable"
    );
    let then = events[0]["recorded_at"].as_str().expect("a time");
    let at = replay(&["--at", then]).await;
    assert_eq!(at.success().lines().count(), 1);
    assert!(at.stderr.contains("1 of 2 events"));
    let when = replay(&["--at", "yesterday"]).await;
    assert!(when.failure().contains("--at"), "{when:?}");
    let nobody = run(&["audit", "replay", "--account", "bob"], &settings).await;
    assert!(nobody.failure().contains("there is no account bob"));

    let mut admin = database.admin().await;
    let tamper = "SET session_replication_role = replica;
                  DELETE FROM events WHERE event_type = 'AddressChanged'";
    admin.execute(tamper).await.expect("a superuser can");
    for format in ["text", "json"] {
        let cut = replay(&["--format", format]).await;
        assert!(
            cut.failure().contains("ended after 1 of 2 events"),
            "{cut:?}"
        );
    }
}
