//! Row 4: a rebuild of account security, against the mere reading of the same events.

use countersign::{keys::MasterKey, projecting};
use countersign_projections::{AccountSecurity, Projection};
use countersign_tests::database::TestDatabase;
use futures::TryStreamExt;
use sqlx::PgPool;

use crate::{
    rounds::{ROUNDS, Rounds, seconds},
    seed,
    story::Story,
    table::{Measure, Target},
};

const ACCOUNTS: usize = 200_000;
const EVENTS: f64 = 1e6;
const ALL_EVENTS: &str = "COPY (
    SELECT position, event_id, recorded_at, aggregate_type, aggregate_id, sequence, account_id,
           account_version, event_type, event_version, payload, metadata
    FROM events ORDER BY position) TO STDOUT";

pub(crate) async fn measure() -> Vec<Measure> {
    let database = TestDatabase::create().await;
    let master = MasterKey::generate();
    seed::fill(&database, &master, ACCOUNTS, Story::GaveUp).await;
    let pool = database.pool();
    let mut rounds = Rounds::default();
    for _ in 0..ROUNDS {
        let copy = seconds(copy(&pool)).await;
        let rebuild = seconds(async {
            let rebuilt = projecting::rebuild(&pool, AccountSecurity::NAME, |_| {}).await;
            rebuilt.expect("it is rebuilt");
        });
        rounds.add(EVENTS / rebuild.await, EVENTS / copy);
    }
    vec![Measure {
        what: "rebuild of account security, events/s".to_owned(),
        ours: format!("{:.0}", rounds.ours()),
        yardstick: format!("{:.0} COPY TO STDOUT", rounds.yardstick()),
        ratio: rounds.ratio(),
        target: Target::AtLeast(0.3),
    }]
}

async fn copy(pool: &PgPool) {
    let mut connection = pool.acquire().await.expect("a connection");
    let rows = connection.copy_out_raw(ALL_EVENTS).await;
    let mut rows = rows.expect("the service may read");
    while rows.try_next().await.expect("rows come").is_some() {}
}
