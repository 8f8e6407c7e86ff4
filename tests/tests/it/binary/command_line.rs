//! The commands that need a database and nothing else: data on stdout, everything else on stderr,
//! and exit code 0 for success only.

use std::fs;

use countersign::keys::MasterKey;
use countersign_tests::{
    binary::{Output, Process, Settings},
    database::TestDatabase,
    ground,
    portal::password_hash,
};
use serde_json::{Value, json};
use sqlx::Executor;

async fn run(arguments: &[&str], settings: &Settings) -> Output {
    Process::run(arguments, settings).await
}

#[tokio::test]
async fn a_command_that_is_none_fails_and_help_is_data() {
    let none = Settings::none();
    for arguments in [
        &[] as &[_],
        &["activate"],
        &["migrate"],
        &["api-key", "create"],
    ] {
        let refused = run(arguments, &none).await;
        assert!(
            refused.failure().contains("Usage: countersign"),
            "{refused:?}"
        );
    }
    for arguments in [&["--help"] as &[_], &["--version"], &["serve", "--help"]] {
        let told = run(arguments, &none).await;
        assert!(told.success().contains("countersign"));
        assert_eq!(told.stderr, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn migrate_makes_the_schema_that_every_other_command_asks_for() {
    let database = TestDatabase::create_empty().await;
    let service = Settings::on(&database);
    let owner = Settings::none().with("DATABASE_URL", &database.admin_url());
    let early = run(&["projections", "list"], &service).await;
    assert!(
        early.failure().contains("run `countersign migrate`"),
        "{early:?}"
    );
    let serving = run(&["migrate"], &service).await;
    assert!(
        serving.failure().contains("permission denied"),
        "{serving:?}"
    );
    for _ in 0..2 {
        let migrated = run(&["migrate"], &owner).await;
        assert_eq!(migrated.success(), "");
        assert!(migrated.stderr.contains("the schema is of this version"));
    }
    let list = run(&["projections", "list"], &service).await;
    assert_eq!(
        list.success(),
        "NAME  GENERATION  STATE  POSITION  LAG  MOVED\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_does_the_good_lines_and_names_the_bad() {
    let database = TestDatabase::create().await;
    let settings =
        Settings::on(&database).with("COUNTERSIGN_MASTER_KEY", &MasterKey::generate().to_text());
    let folder = ground::folder("import");
    let file = folder.path().join("accounts.jsonl");
    let path = file.to_str().expect("an ordinary path");
    let line = |account_id: &str, email: &str| json!({"account_id": account_id, "email": email, "password_hash": password_hash()});
    let import = async |lines: String| {
        fs::write(&file, lines).expect("it can be written");
        run(&["account", "import", path], &settings).await
    };

    let (ann, bob) = (
        line("ann", "ann@example.com"),
        line("bob", "bob@example.com"),
    );
    let good = import(format!("{ann}\n\n{bob}\n")).await;
    assert_eq!(
        (good.success(), good.stderr.as_str()),
        ("", "2 accounts imported\n")
    );

    let (bad, cay) = (
        line("dan", "not-an-address"),
        line("cay", "cay@example.com"),
    );
    let mixed = import(format!("{ann}\n{bad}\n{{\n{cay}")).await;
    let said: Vec<&str> = mixed.failure().lines().collect();
    let [dan, brace, done, failed] = said[..] else {
        panic!("{mixed:?}")
    };
    assert!(dan.starts_with("line 2: email: ") && !dan.contains("not-an-address"));
    assert_eq!(brace, "line 3: the line: is no JSON object");
    assert_eq!(done, "2 accounts imported");
    assert_eq!(failed, "countersign: 2 lines were not imported");
    for (account_id, events) in [("ann", 1), ("cay", 1)] {
        let replay = ["audit", "replay", "--account", account_id];
        let lines = run(&replay, &settings).await.success().lines().count();
        assert_eq!(lines, events, "{account_id}");
    }

    let other_key = MasterKey::generate().to_text();
    for (settings, why) in [
        (Settings::on(&database), "COUNTERSIGN_MASTER_KEY"),
        (
            settings.clone().with("COUNTERSIGN_MASTER_KEY", &other_key),
            "wrapped by",
        ),
        (settings.clone().without("DATABASE_URL"), "--database-url"),
    ] {
        let refused = run(&["account", "import", path], &settings).await;
        assert!(refused.failure().contains(why), "{refused:?}");
    }
    let nowhere = run(&["account", "import", "/nonexistent"], &settings).await;
    assert!(nowhere.failure().contains("cannot read /nonexistent"));
}

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
