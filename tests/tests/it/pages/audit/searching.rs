//! Searching by time, and for what is not there.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use countersign_tests::world::World;
use reqwest::StatusCode;

use super::scene::{REASON, auditor, history_of, world};

/// When the account's first and last events were.
async fn times(world: &World, account_id: &str) -> (DateTime<Utc>, DateTime<Utc>) {
    let times = "SELECT min(recorded_at), max(recorded_at) FROM events WHERE account_id = $1";
    let times = sqlx::query_as(times).bind(account_id);
    let times = times.fetch_one(&world.database.pool()).await;
    times.expect("it has events")
}

fn keyed_in(moment: DateTime<Utc>) -> String {
    let text = moment.to_rfc3339_opts(SecondsFormat::Micros, true);
    text.trim_end_matches('Z').to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_alone_finds_the_accounts_that_had_events_then() {
    let world = world().await;
    world.portal().put_account("b-2", "b-2@example.com").await;
    let (first, last) = times(&world, "a-1").await;
    let (later, _) = times(&world, "b-2").await;
    let mut auditor = auditor(&world).await;
    let before = keyed_in(first - TimeDelta::microseconds(1));
    let (begin, end, after) = (keyed_in(first), keyed_in(last), keyed_in(later));
    for ((from, to), accounts) in [
        (("", &before[..]), &[][..]),
        (("", &begin), &["a-1"]),
        ((&begin, &end), &["a-1"]),
        ((&begin, ""), &["a-1", "b-2"]),
        ((&after, ""), &["b-2"]),
    ] {
        let found = auditor.search(["", from, to, REASON]).await;
        let path = found.leads_to().to_owned();
        let page = auditor.get(&path).await;
        page.is(StatusCode::OK);
        for account in ["a-1", "b-2"] {
            let is_there = page.text.contains(&format!(">{account}</a>"));
            assert_eq!(
                is_there,
                accounts.contains(&account),
                "{account} {from} {to}"
            );
        }
        if let Some(account) = accounts.first() {
            let history = format!("{path}/accounts/{account}");
            page.says(&format!("href=\"{history}\""));
            auditor.get(&history).await.says(REASON);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_accounts_than_a_page_has_are_on_the_next_one() {
    let world = World::start().await;
    let portal = world.portal();
    for number in 0..101 {
        portal
            .put_account(&format!("a-{number:03}"), &format!("{number}@example.com"))
            .await;
    }
    let mut auditor = auditor(&world).await;
    let found = auditor.search(["", "2020-01-01T00:00", "", REASON]).await;
    let path = found.leads_to().to_owned();
    let next = format!("{path}?after=a-099");
    let page = auditor.get(&path).await;
    page.says(">a-000</a>")
        .says(">a-099</a>")
        .says(&format!("href=\"{next}\""));
    assert!(!page.text.contains(">a-100</a>"));
    let page = auditor.get(&next).await;
    page.says(">a-100</a>");
    assert!(!page.text.contains(">a-099</a>") && !page.text.contains("?after="));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_and_a_time_show_that_time_and_what_was_so_then() {
    let world = world().await;
    let (first, last) = times(&world, "a-1").await;
    let mut auditor = auditor(&world).await;
    let until = keyed_in(first);
    let found = auditor.search(["a-1", "", &until, REASON]).await;
    let path = found.leads_to().to_owned();
    let page = auditor.get(&path).await;
    page.says("The account was registered").says("<dd>Off</dd>");
    assert!(
        !page
            .text
            .contains("Two-factor authentication was switched on")
    );
    let before = keyed_in(first - TimeDelta::microseconds(1));
    let found = auditor.search(["a-1", "", &before, REASON]).await;
    let path = found.leads_to().to_owned();
    let page = auditor.get(&path).await;
    page.says("The account had no event then.");
    assert!(!page.text.contains("<dd>"), "nothing was so yet");
    let after = keyed_in(last + TimeDelta::microseconds(1));
    let found = auditor.search(["a-1", &after, "", REASON]).await;
    let path = found.leads_to().to_owned();
    let page = auditor.get(&path).await;
    page.says("The account had no event then.")
        .says("<dd>On since ");
    assert!(
        !page.text.contains("type=\"range\""),
        "there is nothing to choose"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_never_was_is_told_of_as_such() {
    let world = World::start().await;
    let mut auditor = auditor(&world).await;
    let history = history_of(&mut auditor, "nobody").await;
    let page = auditor.get(&history).await;
    page.is(StatusCode::OK).says("There is no such account");
    let export = auditor.post(&format!("{history}/export"), &[]).await;
    export.is(StatusCode::NOT_FOUND);
}
