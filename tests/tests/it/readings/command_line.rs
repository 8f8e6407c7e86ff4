//! `audit` under an auditor's login, and what it leaves of that.

use countersign::api_keys::Role;
use countersign_tests::{
    binary::{Output, Process, Settings},
    database::TestDatabase,
    ground,
    world::{World, eventually},
};
use reqwest::StatusCode;
use serde_json::{Value, json};

const DIFF: [&str; 8] = [
    "audit",
    "diff",
    "--account",
    "ann",
    "--from",
    "2020-01-01T00:00:00Z",
    "--to",
    "9999-01-01T00:00:00Z",
];
const REPLAY: [&str; 4] = ["audit", "replay", "--account", "ann"];

fn as_auditor(database: &TestDatabase) -> Settings {
    Settings::none().with("DATABASE_URL", &database.auditor_url())
}

async fn run(arguments: &[&str], settings: &Settings) -> Output {
    Process::run(arguments, settings).await
}

/// A world in which ann has two-factor on, and all of that is signed.
async fn signed() -> World {
    let world = World::start().await;
    world.portal().switch_on("ann", &world.smtp).await;
    let pool = world.database.pool();
    let is_signed = async || {
        let behind = sqlx::query_scalar(
            "SELECT (SELECT max(position) FROM events)
                    > coalesce((SELECT max(size) FROM checkpoints), 0)",
        );
        let behind: bool = behind.fetch_one(&pool).await.expect("both are there");
        !behind
    };
    eventually("the log is signed", is_signed).await;
    world
}

async fn reads(settings: &Settings, more: &[&str]) -> Vec<Value> {
    let arguments = [&["audit", "reads", "--format", "json"], more].concat();
    let output = run(&arguments, settings).await;
    let lines = output.success().lines();
    lines
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditors_login_does_all_that_auditors_do() {
    let world = signed().await;
    let settings = as_auditor(&world.database).with("USER", "eve");
    let service = Settings::on(&world.database);
    for command in [&REPLAY[..], &DIFF[..], &["audit", "keys"]] {
        let [auditors, services] = [&settings, &service].map(|settings| run(command, settings));
        assert_eq!(auditors.await.success(), services.await.success());
    }
    let folder = ground::folder("export");
    let file = |name: &str| {
        let path = folder.path().join(name);
        path.to_str().expect("an ordinary path").to_owned()
    };
    let key = world.instances[0].log_vkey().expect("it has a key");
    for (name, more) in [("log", &[] as &[_]), ("ann", &["--account", "ann"])] {
        let out = file(name);
        let export = [
            &["audit", "export", "--out", &out, "--reason", "court"],
            more,
        ]
        .concat();
        run(&export, &settings).await.success();
        let verify = ["audit", "verify", &out, "--key", &key];
        let verified = run(&verify, &Settings::none()).await;
        assert!(verified.success().starts_with("Verified"), "{verified:?}");
    }
    for refused in [
        &["api-key", "list"] as &[_],
        &["api-key", "create", "--role", "portal", "--owner", "eve"],
        &["dead-letters", "list"],
        &["projections", "list"],
        &["migrate"],
    ] {
        let refused = run(refused, &settings).await;
        assert!(
            refused.failure().contains("permission denied"),
            "{refused:?}"
        );
        assert_eq!(refused.stdout, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looked_is_listed_newest_first() {
    let world = signed().await;
    let settings = as_auditor(&world.database);
    let eve = settings.clone().with("USER", "eve").with("LOGNAME", "adam");
    let out = ground::folder("export");
    let out = out.path().join("bundle");
    let out = out.to_str().expect("an ordinary path");
    let export = ["audit", "export", "--out", out, "--reason", "court"];
    run(&[&REPLAY[..], &["--reason", "ticket 7"]].concat(), &eve)
        .await
        .success();
    run(&DIFF, &settings.clone().with("LOGNAME", "adam"))
        .await
        .success();
    run(&export, &settings.clone().with("USER", "e\u{1b}ve"))
        .await
        .success();
    let path = "/v1/accounts/ann/history";
    world
        .portal()
        .get(Role::Support, path)
        .await
        .expect(StatusCode::OK);

    let mut all = reads(&settings, &[]).await;
    let dates: Vec<String> = all
        .iter_mut()
        .map(|read| {
            let read = read.as_object_mut().expect("an object");
            read.remove("read_id").expect("a number");
            let at = read.remove("read_at").expect("a time");
            at.as_str().expect("a time").to_owned()
        })
        .collect();
    assert!(
        dates.is_sorted_by(|newer, older| newer >= older),
        "{dates:?}"
    );
    let nameless = format!("cli/uid-{}", rustix::process::getuid().as_raw());
    let (auditor, service) = ("countersign_auditor_under_test", "countersign_under_test");
    let read = |reader: &str, login, means, account, reason: Option<&str>| {
        json!({"reader": reader, "login": login, "means": means, "account_id": account,
               "reason": reason})
    };
    let ann = Some("ann");
    assert_eq!(
        all,
        [
            read("support/test", service, "history", ann, None),
            read(&nameless, auditor, "export", None, Some("court")),
            read("cli/adam", auditor, "diff", ann, None),
            read("cli/eve", auditor, "replay", ann, Some("ticket 7")),
        ]
    );
    assert_eq!(reads(&settings, &["--account", "ann"]).await.len(), 3);
    assert_eq!(reads(&settings, &["--account", "bob"]).await.len(), 0);
    assert_eq!(reads(&settings, &["--limit", "2"]).await.len(), 2);
    let text = run(&["audit", "reads"], &settings).await;
    let lines: Vec<Vec<&str>> = text
        .success()
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        lines[0],
        ["WHEN", "READER", "LOGIN", "BY", "ACCOUNT", "WHY"]
    );
    assert_eq!(
        lines[2][1..],
        [&nameless, auditor, "export", "(all)", "court"]
    );
    assert_eq!(
        lines[4][1..],
        ["cli/eve", auditor, "replay", "ann", "ticket", "7"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shown_or_written_that_cannot_be_recorded() {
    let world = signed().await;
    let settings = as_auditor(&world.database);
    let revoke = "REVOKE INSERT (reader, means, account_id, reason) ON history_reads
                  FROM countersign_auditor";
    let revoked = sqlx::raw_sql(revoke)
        .execute(&mut world.database.admin().await)
        .await;
    revoked.expect("a superuser can");
    let folder = ground::folder("export");
    let out = folder.path().join("bundle");
    let out = out.to_str().expect("an ordinary path");
    let html = [&REPLAY[..], &["--format", "html"]].concat();
    for command in [
        &REPLAY[..],
        &html,
        &DIFF,
        &["audit", "export", "--out", out],
    ] {
        let refused = run(command, &settings).await;
        let told = "the reading cannot be recorded, so nothing is shown";
        assert!(refused.failure().contains(told), "{refused:?}");
        assert_eq!(refused.stdout, "");
    }
    let left = folder.path().read_dir().expect("it is there").count();
    assert_eq!(left, 0, "not even a part of the bundle");
}

#[tokio::test]
async fn a_reason_that_is_none_is_refused_by_name() {
    let database = TestDatabase::create().await;
    let settings = as_auditor(&database);
    let long = "é".repeat(201);
    for reason in ["", "ticket\u{1b} 7", "two\nlines", &long] {
        for command in [&REPLAY[..], &DIFF, &["audit", "export", "--out", "nowhere"]] {
            let refused = run(&[command, &["--reason", reason]].concat(), &settings).await;
            let told = "a reason has 1 to 200 characters, none of them a control character";
            assert!(refused.failure().contains(told), "{refused:?}");
        }
    }
}
