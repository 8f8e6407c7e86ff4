//! What was folded from the log on the way, against a fold of all of it.

use countersign::store::fold;
use countersign_domain::{Account, AccountId, Limits};

use crate::{binary::Process, faults::Ground};

/// The row of each account counts its events and is their fold.
///
/// # Panics
///
/// When one is not.
pub async fn account_rows_equal_their_folds(ground: &Ground) {
    type Row = (String, i64, i64, String, String);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT account_id, version,
                (SELECT count(*) FROM events e WHERE e.account_id = a.account_id),
                account::text, limits::text
         FROM accounts a",
    )
    .fetch_all(&mut ground.database.admin().await)
    .await
    .expect("the accounts are there");
    let pool = ground.database.pool();
    for (account_id, version, events, account, limits) in rows {
        assert_eq!(version, events, "the events of {account_id}");
        let id: AccountId = account_id.parse().expect("an account id");
        let folded = fold(&pool, &id, version).await.expect("a fold");
        let account: Account = serde_json::from_str(&account).expect("an account");
        let limits: Limits = serde_json::from_str(&limits).expect("limits");
        assert_eq!((account, limits), folded, "{account_id}");
    }
    pool.close().await;
}

/// Each read model, rebuilt from the first event on, is row by row what it was.
///
/// # Panics
///
/// When one is not.
pub async fn read_models_equal_a_rebuild(ground: &Ground) {
    const READ_MODELS: [&str; 4] = [
        "account_security",
        "enrollment_funnel",
        "challenge_funnel",
        "timers",
    ];
    for name in READ_MODELS {
        let before = rows(ground, name).await;
        let rebuild = ["projections", "rebuild", name];
        let output = Process::run(&rebuild, &ground.members[0].settings).await;
        output.success();
        assert_eq!(before, rows(ground, name).await, "{name}");
    }
}

async fn rows(ground: &Ground, name: &str) -> Vec<String> {
    let rows = format!(
        "SELECT (to_jsonb(t) - 'generation')::text FROM {name} t JOIN projections p
         ON p.generation = t.generation AND p.name = '{name}' AND p.serving ORDER BY 1"
    );
    sqlx::query_scalar(&rows)
        .fetch_all(&mut ground.database.admin().await)
        .await
        .expect("the read model is there")
}
