//! The metrics: those that `docs/operations.md` names, all of them and no others.

use std::collections::{BTreeMap, BTreeSet};

use countersign_tests::{binary::Installation, world::eventually};
use reqwest::StatusCode;
use serde_json::json;

/// Metrics by their names, each with the names of its labels.
pub(super) type Metrics = BTreeMap<String, BTreeSet<String>>;

#[tokio::test(flavor = "multi_thread")]
async fn each_metric_is_documented_and_each_documented_one_is_there() {
    let installation = Installation::make().await;
    let (serve, portal) = installation.serve().await;
    portal.switch_on("demo", &installation.smtp).await;
    // The second mail is counted once the mail server has it.
    let mut scraped = String::new();
    eventually("both mails are counted", async || {
        scraped = serve.metrics().await;
        let sent = |kind| format!("countersign_mails_total{{kind=\"{kind}\",outcome=\"sent\"}} 1");
        scraped.contains(&sent("code")) && scraped.contains(&sent("activation"))
    })
    .await;
    assert_eq!(kept(&scraped), documented());
    for name in documented().keys() {
        assert!(scraped.contains(&format!("# HELP {name} ")), "{name}");
    }
    for counted in [
        "countersign_code_hand_off_duration_seconds_count 1",
        "countersign_limits_hit_total{limit=\"issues\"} 0",
        "countersign_dead_letters_total{handler=\"code-mail\"} 0",
        "countersign_commands_total{command=\"Acknowledge\",outcome=\"done\"} 1",
        "countersign_password_hashes_waiting 0",
    ] {
        assert!(
            scraped.lines().any(|line| line == counted),
            "{counted}\n{scraped}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_that_are_hit_are_counted_by_their_names() {
    let mut installation = Installation::make().await;
    let settings = installation.settings;
    installation.settings = settings
        .with("COUNTERSIGN_GUESSES_PER_CODE", "2")
        .with("COUNTERSIGN_WRONG_PASSWORDS_UNTIL_LOCK", "1")
        .with("COUNTERSIGN_SETUPS_PER_HOUR", "1")
        .with("COUNTERSIGN_CHALLENGES_PER_HOUR", "1");
    let (serve, portal) = installation.serve().await;
    portal.put_account("demo", "demo@example.com").await;
    let (id, code) = portal.awaiting_code("demo", &installation.smtp).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..2 {
        let guess = json!({"code": wrong});
        let refused = portal.command(&id, "confirm-code", guess).await;
        assert_eq!(refused.problem(422), "wrong-code");
    }
    let refused = portal.command(&id, "issue-code", json!({})).await;
    assert_eq!(refused.problem(429), "too-soon");
    portal.command(&id, "cancel", json!({})).await;
    let path = "/v1/accounts/demo/enrollments";
    let refused = portal.post(path, json!({"method": "email"})).await;
    assert_eq!(refused.problem(429), "too-soon");
    portal.put_account("other", "other@example.com").await;
    let id = portal.start_setup("other").await;
    let password = json!({"password": "wrong"});
    let refused = portal.command(&id, "verify-password", password).await;
    assert_eq!(refused.problem(422), "wrong-password");
    portal.switch_on("third", &installation.smtp).await;
    let opened = portal.open_challenge("third", "sign-in").await;
    opened.expect(StatusCode::CREATED);
    let refused = portal.open_challenge("third", "sign-in").await;
    assert_eq!(refused.problem(429), "too-soon");

    let scraped = serve.metrics().await;
    for (limit, times) in [
        ("guesses-per-code", 1),
        ("issues", 1),
        ("setups-per-hour", 1),
        ("challenges-per-hour", 1),
        ("wrong-passwords-until-lock", 1),
        ("wrong-codes-until-lock", 0),
        ("waiting-hashes", 0),
    ] {
        let line = format!("countersign_limits_hit_total{{limit=\"{limit}\"}} {times}");
        assert!(
            scraped.lines().any(|found| found == line),
            "{line}\n{scraped}"
        );
    }
}

/// What the table in `docs/operations.md` names.
pub(super) fn documented() -> Metrics {
    let page = include_str!("../../../../docs/operations.md");
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| `countersign_"));
    rows.map(|row| {
        let mut cells = row.split('|').skip(1);
        let mut quoted = || {
            let cell = cells.next().expect("the table has three columns");
            let parts = cell.split('`').skip(1).step_by(2);
            parts.map(str::to_owned).collect::<Vec<_>>()
        };
        let name = quoted().remove(0);
        (name, quoted().into_iter().collect())
    })
    .collect()
}

/// What a scrape has. The labels of a histogram's buckets are Prometheus' own.
fn kept(scraped: &str) -> Metrics {
    let types = scraped
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "));
    let names = types.filter_map(|line| line.split(' ').next());
    names
        .map(|name| (name.to_owned(), labels(scraped, name)))
        .collect()
}

fn labels(scraped: &str, name: &str) -> BTreeSet<String> {
    let series = scraped.lines().filter(|line| line.starts_with(name));
    let labels = series.filter_map(|line| line.split_once('{')?.1.rsplit_once("} "));
    labels
        .flat_map(|(labels, _)| {
            labels
                .split("\",")
                .filter_map(|label| label.split_once('='))
        })
        .map(|(label, _)| label.to_owned())
        .filter(|label| label != "le")
        .collect()
}
