//! `audit diff`: two moments of an account.

use countersign_tests::{
    binary::{Output, Settings},
    database::TestDatabase,
};
use serde_json::{Value, json};

use super::{import_ann, run};

const EVER: [&str; 4] = [
    "--from",
    "2020-01-01T00:00:00Z",
    "--to",
    "9999-01-01T00:00:00Z",
];

async fn diff(settings: &Settings, account: &str, more: &[&str]) -> Output {
    let arguments = [&["audit", "diff", "--account", account], more].concat();
    run(&arguments, settings).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_moments_are_told_apart_field_by_field() {
    let database = TestDatabase::create().await;
    let settings = import_ann(&database).await;
    let as_json = async |more: &[&str]| -> Value {
        let output = diff(&settings, "ann", &[more, &["--format", "json"]].concat()).await;
        serde_json::from_str(output.success()).expect("one object")
    };
    let ever = as_json(&EVER).await;
    assert_eq!(ever["from"]["at"], "2020-01-01T00:00:00Z");
    assert_eq!(ever["to"]["two_factor"], "off");
    let change = json!({"field": "codes_go_to", "from": null, "to": "contact_address"});
    assert_eq!(ever["changes"], json!([change]));
    let events = ever["events"].as_array().expect("events");
    let what: Vec<&Value> = events.iter().map(|event| &event["what"]).collect();
    assert_eq!(
        what,
        ["the account was registered", "the contact address changed"]
    );
    assert_eq!(events[0]["stream"], "account/ann");

    // What was recorded at the first moment had happened, and so it has by the second.
    let at = |event: &Value| event["recorded_at"].as_str().expect("a time").to_owned();
    let (first, second) = (at(&events[0]), at(&events[1]));
    let between = as_json(&["--from", &first, "--to", &second]).await;
    assert_eq!(
        between["changes"],
        json!([]),
        "another address is sealed as well"
    );
    assert_eq!(between["events"], json!([events[1]]));
    let none = as_json(&["--from", &second, "--to", &second]).await;
    assert_eq!(
        (&none["changes"], &none["events"]),
        (&json!([]), &json!([]))
    );

    let text = diff(&settings, "ann", &EVER).await;
    let said = text.success();
    assert!(said.starts_with("Account ann, from 2020-01-01T00:00:00Z to 9999-01-01T00:00:00Z\n"));
    let changed: Vec<&str> = said.lines().filter(|line| line.starts_with('→')).collect();
    let [changed] = changed[..] else {
        panic!("{said}")
    };
    assert!(changed.ends_with("- → contact address"), "{said}");
    assert!(said.contains("\n2 events in between\n"), "{said}");
    assert!(said.contains("the contact address changed"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn moments_in_the_wrong_order_and_accounts_that_are_none_are_refused() {
    let database = TestDatabase::create().await;
    let settings = import_ann(&database).await;
    let [from, early, to, late] = EVER;
    let backwards = diff(&settings, "ann", &[from, late, to, early]).await;
    let told = "--from (9999-01-01T00:00:00Z) is later than --to (2020-01-01T00:00:00Z)";
    assert!(backwards.failure().contains(told), "{backwards:?}");
    let nobody = diff(&settings, "bob", &EVER).await;
    assert!(nobody.failure().contains("there is no account bob"));
    let half = diff(&settings, "ann", &[from, early]).await;
    assert!(half.failure().contains("--to <TIME>"), "{half:?}");
}
