//! Readings over the API: recorded before they are answered, or not answered.

use countersign::{
    api_keys::Role,
    readings::{self, Means, Recorded},
};
use countersign_tests::{
    portal::Answer,
    world::{World, eventually},
};
use reqwest::StatusCode;

const HISTORY: &str = "/v1/accounts/ann/history";
const LOG: &str = "/v1/log";
const PROOF: &str = "/v1/log/proof/inclusion?position=1";

async fn recorded(world: &World) -> Vec<Recorded> {
    let reads = readings::list(&world.database.pool(), None, 1_000).await;
    reads.expect("they are there")
}

/// Until the account's first event can be proven; that this was asked is no matter here.
async fn signed(world: &World) {
    let is_signed = async || {
        let portal = world.portal();
        portal.get(Role::Auditor, PROOF).await.status == StatusCode::OK
    };
    eventually("the log is signed", is_signed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_read_whose_history_when_and_why_is_recorded() {
    let world = World::start().await;
    let portal = world.portal();
    portal.put_account("ann", "ann@example.com").await;
    portal.put_account("bob", "bob@example.com").await;
    signed(&world).await;
    let now = world.database.stop_clock().await;
    let before = recorded(&world).await.len();
    let asked = [
        (
            Role::Auditor,
            format!("{HISTORY}?reason=ticket%207,%20%E4%B8%BA"),
        ),
        (Role::Support, "/v1/accounts/bob/history".to_owned()),
        (Role::Analyst, format!("{LOG}?limit=1&reason=monthly")),
        (Role::Auditor, format!("{LOG}?after=1")),
        (Role::Auditor, format!("{PROOF}&reason=court")),
    ];
    for (role, path) in &asked {
        portal.get(*role, path).await.expect(StatusCode::OK);
    }
    let reads = recorded(&world).await;
    let told: Vec<_> = reads[..reads.len() - before]
        .iter()
        .rev()
        .map(|read| {
            assert_eq!(read.read_at, now);
            assert_eq!(read.login, "countersign_under_test");
            let reading = &read.reading;
            (
                reading.reader.as_str(),
                reading.means,
                reading.account_id.as_ref().map(ToString::to_string),
                reading.reason.as_deref(),
            )
        })
        .collect();
    let of = |account: &str| Some(account.to_owned());
    assert_eq!(
        told,
        [
            (
                "auditor/test",
                Means::History,
                of("ann"),
                Some("ticket 7, 为")
            ),
            ("support/test", Means::History, of("bob"), None),
            ("analyst/test", Means::Log, None, Some("monthly")),
            ("auditor/test", Means::Log, None, None),
            ("auditor/test", Means::Log, of("ann"), Some("court")),
        ]
    );
    let bob = "bob".parse().expect("an account id");
    let of_bob = readings::list(&world.database.pool(), Some(&bob), 1_000).await;
    let of_bob = of_bob.expect("they are there");
    assert_eq!(of_bob.len(), 1);
    assert_eq!(of_bob[0].reading.reader, "support/test");
    let newest = readings::list(&world.database.pool(), None, 2).await;
    assert_eq!(newest.expect("they are there"), reads[..2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_shown_is_not_recorded_and_reading_changes_nothing_that_is_read() {
    let world = World::start().await;
    let portal = world.portal();
    portal.put_account("ann", "ann@example.com").await;
    let history = portal.get(Role::Auditor, HISTORY).await;
    for (role, path, status, slug) in [
        (
            Role::Auditor,
            "/v1/accounts/nobody/history",
            404,
            "not-found",
        ),
        (Role::Portal, HISTORY, 403, "forbidden"),
        (Role::Portal, LOG, 403, "forbidden"),
        (Role::Auditor, "/v1/log?reason=", 400, "invalid-input"),
    ] {
        assert_eq!(portal.get(role, path).await.problem(status), slug);
    }
    assert_eq!(recorded(&world).await.len(), 1);
    let again = portal.get(Role::Auditor, HISTORY).await;
    assert_eq!(
        again.expect(StatusCode::OK),
        history.expect(StatusCode::OK),
        "the reading stands beside the log and not in it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_recorded_is_not_shown() {
    let world = World::start().await;
    let portal = world.portal();
    portal.put_account("ann", "ann@example.com").await;
    signed(&world).await;
    let ask = async || {
        let mut answers: Vec<Answer> = vec![];
        for path in [HISTORY, LOG, PROOF] {
            answers.push(portal.get(Role::Auditor, path).await);
        }
        answers
    };
    rename(&world, "history_reads", "away").await;
    for answer in ask().await {
        assert_eq!(answer.problem(503), "unavailable");
        let body = answer.body.to_string();
        assert!(
            !body.contains("AccountRegistered") && !body.contains("leaf"),
            "{body}"
        );
    }
    rename(&world, "away", "history_reads").await;
    let before = recorded(&world).await.len();
    for answer in ask().await {
        answer.expect(StatusCode::OK);
    }
    assert_eq!(recorded(&world).await.len(), before + 3);
}

async fn rename(world: &World, from: &str, to: &str) {
    let rename = format!("ALTER TABLE {from} RENAME TO {to}");
    let renamed = sqlx::raw_sql(&rename)
        .execute(&mut world.database.admin().await)
        .await;
    renamed.expect("a superuser can");
}
