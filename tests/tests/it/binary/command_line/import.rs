//! `account import`: the good lines are done, and the bad ones named.

use std::fs;

use countersign::keys::MasterKey;
use countersign_tests::{
    binary::{Process, Settings},
    database::TestDatabase,
    ground,
    portal::password_hash,
    world::eventually,
};
use serde_json::json;

use super::run;

/// Enough to be cut off in the middle of.
const MANY: usize = 4_000;

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
        let replay = [
            "audit",
            "replay",
            "--format",
            "json",
            "--account",
            account_id,
        ];
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
async fn an_import_that_was_cut_off_goes_on_where_it_says() {
    let database = TestDatabase::create().await;
    let settings =
        Settings::on(&database).with("COUNTERSIGN_MASTER_KEY", &MasterKey::generate().to_text());
    let folder = ground::folder("import");
    let file = folder.path().join("accounts.jsonl");
    let path = file.to_str().expect("an ordinary path");
    let line = |number: usize| {
        json!({"account_id": format!("a-{number}"), "email": format!("a-{number}@example.com"),
               "password_hash": password_hash()})
        .to_string()
    };
    fs::write(
        &file,
        (0..MANY)
            .map(|number| line(number) + "\n")
            .collect::<String>(),
    )
    .expect("it can be written");
    let events = async || -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM events")
            .fetch_one(&mut database.admin().await)
            .await
            .expect("the log is there")
    };

    let mut import = Process::start(&["account", "import", path], &settings);
    eventually("the first accounts are there", async || events().await > 0).await;
    assert!(!import.stop().await.success(), "it was not cut off");
    let said = import.stderr();
    let (_, next) = said.trim_end().rsplit_once("--from-line ").expect(&said);
    assert!(
        usize::try_from(events().await).is_ok_and(|events| events < MANY),
        "{said}"
    );

    let rest = ["account", "import", path, "--from-line", next];
    run(&rest, &settings).await.success();
    assert_eq!(
        usize::try_from(events().await),
        Ok(MANY),
        "each account once"
    );
}
