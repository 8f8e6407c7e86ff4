//! Read models against the log: what readers see of each equals a replay from zero.

use countersign::projecting;
use countersign_tests::{database::TestDatabase, world::eventually};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};

/// Every read model: the name of its projection, which is its table's too, and what its rows are
/// told apart by.
const ALL: [(&str, &str); 4] = [
    ("account_security", "account_id"),
    ("enrollment_funnel", "enrollment_id"),
    ("challenge_funnel", "challenge_id"),
    ("timers", "aggregate_id"),
];

/// Waits until every read model has caught up with the log, rebuilds each from zero, and requires
/// that all its rows are as they were; answers how many rows there are, read model by read model.
pub(super) async fn require_equal_to_a_replay(database: &TestDatabase) -> [usize; 4] {
    let pool = database.pool();
    let mut admin = database.admin().await;
    caught_up(&pool).await;
    let mut counts = [0; 4];
    for ((name, key), count) in ALL.into_iter().zip(&mut counts) {
        let (generation, rows) = serving(&mut admin, name, key).await;
        projecting::rebuild(&pool, name, |_| {})
            .await
            .expect("it is rebuilt");
        let (rebuilt, replayed) = serving(&mut admin, name, key).await;
        assert!(rebuilt > generation, "{name}: another generation serves");
        assert_eq!(rows, replayed, "{name}");
        *count = rows.len();
    }
    counts
}

async fn caught_up(pool: &PgPool) {
    eventually("the read models have caught up", async || {
        let all = projecting::list(pool).await.expect("they are there");
        all.len() == ALL.len() && all.iter().all(|one| one.serving && one.lag_events == 0)
    })
    .await;
}

/// The serving generation and all its rows.
async fn serving(connection: &mut PgConnection, name: &str, key: &str) -> (i64, Vec<Value>) {
    let generation =
        sqlx::query_scalar("SELECT generation FROM projections WHERE name = $1 AND serving")
            .bind(name)
            .fetch_one(&mut *connection)
            .await
            .expect("one generation serves");
    let rows = format!(
        "SELECT to_jsonb(t) - 'generation' FROM {name} t WHERE generation = $1 ORDER BY {key}"
    );
    let rows = sqlx::query_scalar(&rows)
        .bind(generation)
        .fetch_all(connection)
        .await
        .expect("rows");
    (generation, rows)
}
