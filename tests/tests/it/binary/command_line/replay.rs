//! `audit replay`: whole, or an error and no data.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use countersign_tests::{
    binary::{Output, Settings},
    database::TestDatabase,
};
use serde_json::Value;
use sqlx::Executor;

use super::{import_ann, run};

async fn replay(settings: &Settings, more: &[&str]) -> Output {
    let arguments = [&["audit", "replay", "--account", "ann"], more].concat();
    run(&arguments, settings).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_is_whole_or_fails() {
    let database = TestDatabase::create().await;
    let settings = import_ann(&database).await;
    let replay = async |more: &[&str]| replay(&settings, more).await;

    let text = replay(&["--reason", "ticket 7"]).await;
    let lines: Vec<&str> = text.success().lines().collect();
    let [
        head,
        reason,
        "",
        _day,
        registered,
        off,
        changed,
        still_off,
        "",
        end,
    ] = lines[..]
    else {
        panic!("{text:?}")
    };
    assert_eq!(head, "Account ann, times in UTC");
    assert_eq!(reason, "Read for: ticket 7");
    let who = "  countersign/account-import  ";
    assert!(registered.ends_with(&format!("  1{who}the account was registered")));
    assert!(changed.ends_with(&format!("  2{who}the contact address changed")));
    let column = registered.find("the account was registered");
    for state in [off, still_off] {
        assert_eq!(state.find("two-factor off"), column, "{text:?}");
    }
    assert!(end.ends_with("Z: two-factor off"), "{end}");
    assert!(text.stderr.contains("2 of 2 events; the history is whole"));
    let json = replay(&["--format", "json"]).await;
    let events: Vec<Value> = json
        .success()
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect();
    let types: Vec<&Value> = events.iter().map(|event| &event["type"]).collect();
    assert_eq!(types, ["AccountRegistered", "AddressChanged"]);
    let page = replay(&["--format", "html"]).await;
    assert_eq!(page.success().matches("<th scope=\"row\"").count(), 2);
    for output in [&text, &json, &page] {
        assert!(
            !output.stdout.contains("ann@example"),
            "no address stands readable"
        );
    }
    let nobody = run(&["audit", "replay", "--account", "bob"], &settings).await;
    assert!(nobody.failure().contains("there is no account bob"));

    let mut admin = database.admin().await;
    let tamper = "SET session_replication_role = replica;
                  DELETE FROM events WHERE event_type = 'AddressChanged'";
    admin.execute(tamper).await.expect("a superuser can");
    for format in ["text", "json", "html"] {
        let cut = replay(&["--format", format]).await;
        assert!(
            cut.failure().contains("ended after 1 of 2 events"),
            "{cut:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_ends_with_what_was_recorded_at_a_moment_or_a_position() {
    let database = TestDatabase::create().await;
    let settings = import_ann(&database).await;
    let shown = async |more: &[&str]| {
        let json = replay(&settings, &[&["--format", "json"], more].concat()).await;
        let events = json.success().lines().count();
        assert!(json.stderr.contains(&format!("{events} of 2 events")));
        events
    };
    let json = replay(&settings, &["--format", "json"]).await;
    let first: Value = json
        .success()
        .lines()
        .next()
        .map(serde_json::from_str)
        .expect("a line")
        .expect("JSON");
    let then = first["recorded_at"].as_str().expect("a time");
    let before: DateTime<Utc> = then.parse().expect("a time");
    let before = before.trunc_subsecs(6) - TimeDelta::microseconds(1);
    assert_eq!(shown(&["--at", then]).await, 1);
    assert_eq!(shown(&["--at", &before.to_rfc3339()]).await, 0);
    assert_eq!(shown(&["--at", "9999-01-01T00:00:00Z"]).await, 2);
    assert_eq!(shown(&["--position", "1"]).await, 1);
    assert_eq!(shown(&["--position", "2"]).await, 2);
    assert_eq!(shown(&["--position", "99"]).await, 2);
    let nothing = replay(&settings, &["--at", &before.to_rfc3339()]).await;
    let expected = "Account ann, times in UTC\n\nNothing was recorded by then\n";
    assert_eq!(nothing.success(), expected);
    for (arguments, words) in [
        (&["--at", "yesterday"] as &[_], "--at"),
        (&["--position", "0"], "--position"),
        (&["--at", then, "--position", "1"], "cannot be used with"),
    ] {
        let refused = replay(&settings, arguments).await;
        assert!(refused.failure().contains(words), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_has_colours_on_a_terminal_and_only_where_they_are_liked() {
    let database = TestDatabase::create().await;
    let settings = import_ann(&database).await;
    let is_styled = async |settings: &Settings| {
        let text = replay(settings, &[]).await;
        text.success().contains('\u{1b}')
    };
    assert!(!is_styled(&settings).await, "a file is no terminal");
    let forced = settings.with("CLICOLOR_FORCE", "1");
    assert!(is_styled(&forced).await);
    assert!(!is_styled(&forced.with("NO_COLOR", "1")).await);
}
