//! The commands that need a database and nothing else: data on stdout, everything else on stderr,
//! and exit code 0 for success only.

mod import;
mod replay;
mod diff;
mod verify;
mod policy;
mod dead_letters;

use std::fs;

use countersign::keys::MasterKey;
use countersign_tests::{
    binary::{Output, Process, Settings},
    database::TestDatabase,
    ground,
    portal::password_hash,
};
use serde_json::json;

async fn run(arguments: &[&str], settings: &Settings) -> Output {
    Process::run(arguments, settings).await
}

/// Imports the account `ann` twice, with another address the second time.
async fn import_ann(database: &TestDatabase) -> Settings {
    let settings = Settings::on(database);
    let opening = settings
        .clone()
        .with("COUNTERSIGN_MASTER_KEY", &MasterKey::generate().to_text());
    let folder = ground::folder("import");
    let file = folder.path().join("accounts.jsonl");
    for email in ["ann@example.com", "ann@example.org"] {
        let ann = json!({"account_id": "ann", "email": email, "password_hash": password_hash()});
        fs::write(&file, ann.to_string()).expect("it can be written");
        let path = file.to_str().expect("an ordinary path");
        run(&["account", "import", path], &opening).await.success();
    }
    settings
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
