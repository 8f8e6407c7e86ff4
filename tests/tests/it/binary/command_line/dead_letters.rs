//! `dead-letters`: kept until an operator decides.

use countersign_tests::{binary::Settings, database::TestDatabase};
use sqlx::Executor;

use super::run;

const EVENTS: [&str; 3] = [
    "11111111-0000-4000-8000-000000000000",
    "22222222-0000-4000-8000-000000000000",
    "33333333-0000-4000-8000-000000000000",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_listed_until_it_is_decided_upon() {
    let database = TestDatabase::create().await;
    let settings = Settings::on(&database);
    let letters = async || {
        let list = run(&["dead-letters", "list"], &settings).await;
        list.success().lines().skip(1).count()
    };
    assert_eq!(letters().await, 0);
    for event_id in EVENTS {
        let insert = format!(
            "INSERT INTO deliveries
                 (handler, event_id, position, account_id, state, attempts, due_at, reason)
             VALUES ('code_mail', '{event_id}', 1, 'demo', 'dead', 9, wall_clock(), 'for the test')"
        );
        let inserted = database.pool().execute(insert.as_str()).await;
        inserted.expect("the service may");
    }
    assert_eq!(letters().await, 3);
    for (decision, event_id, left) in [("redrive", EVENTS[0], 2), ("discard", EVENTS[1], 1)] {
        let decide = ["dead-letters", decision, "code_mail", event_id];
        assert_eq!(run(&decide, &settings).await.success(), "");
        assert_eq!(letters().await, left);
        let again = run(&decide, &settings).await;
        assert!(again.failure().contains(event_id), "{again:?}");
    }
    for unclear in [
        &["dead-letters", "redrive"] as &[_],
        &["dead-letters", "redrive", "--all", "code_mail"],
    ] {
        let refused = run(unclear, &settings).await;
        assert!(refused.failure().contains("<HANDLER>"), "{refused:?}");
    }
    assert_eq!(letters().await, 1);
    let all = run(&["dead-letters", "redrive", "--all"], &settings).await;
    assert!(
        all.success().is_empty() && all.stderr.starts_with("1 handed over"),
        "{all:?}"
    );
    assert_eq!(letters().await, 0);
}
