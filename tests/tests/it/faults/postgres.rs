//! PostgreSQL that crashes, answers that are lost, transactions that stay open.

use countersign_tests::{
    faults::{Customers, Excused, Ground, each_seed, invariants},
    world::eventually,
};
use rand::{Rng, rngs::StdRng};
use sqlx::PgConnection;

/// A crash in the middle of appends: what was answered is there afterwards, fsync being on, and
/// what was not is found out by asking again.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_outlasts_a_crash_of_postgresql() {
    const CRASHES: usize = 3;
    each_seed(async |mut chance: StdRng| {
        let mut ground = Ground::start().await;
        let customers = Customers::arrive(&ground, 8, "customer", &mut chance);
        for crash in 1..=CRASHES {
            let enough = crash * 20 + chance.random_range(0..10);
            eventually("there is something to lose", async || {
                customers.history().done() >= enough
            })
            .await;
            let server = ground.database.server();
            server.kill().await;
            server.restart().await.expect("PostgreSQL starts again");
        }
        ground.heal().await;
        assert!(customers.history().unknown_at_first() > 0, "nobody noticed");
        let history = customers.leave().await;
        ground.a_minute_later().await;
        invariants::hold(&ground, &history, CRASHES * 20, Excused::AFTER_A_CRASH).await;
    })
    .await;
}

/// The commit came through and its answer did not: who asks again under the same key is told what
/// became of it, and it is done once.
#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_answer_is_lost_is_done_once() {
    /// As events stand in an append, and nowhere else in what an instance says to PostgreSQL.
    const APPENDS: [&[u8]; 5] = [
        br#"{"type":"AccountRegistered""#,
        br#"{"type":"SetupStarted""#,
        br#"{"type":"PasswordVerified""#,
        br#"{"type":"CodeConfirmed""#,
        br#"{"type":"EnrollmentActivated""#,
    ];
    each_seed(async |mut chance: StdRng| {
        let ground = Ground::start().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        for append in APPENDS {
            let link = &ground.members[chance.random_range(0..2)].postgres;
            link.lose_answer_to(append);
            eventually("the answer is lost", async || !link.is_armed()).await;
        }
        eventually("everybody has noticed", async || {
            customers.history().unknown_at_first() >= APPENDS.len()
        })
        .await;
        let history = customers.leave().await;
        invariants::hold(&ground, &history, 20, Excused::default()).await;
    })
    .await;
}

/// A writer that inserted and went silent holds up every append, until PostgreSQL ends it; a
/// reader's long transaction holds up nobody. Readers of the log skip nothing afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_left_open_holds_appends_up_and_hides_nothing() {
    each_seed(async |mut chance: StdRng| {
        let ground = Ground::start().await;
        let customers = Customers::arrive(&ground, 4, "customer", &mut chance);
        let mut reader = ground.database.admin().await;
        let look = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM events";
        execute(&mut reader, look).await;
        eventually("a long reader holds up nobody", async || {
            customers.history().done() >= 20
        })
        .await;

        let pool = ground.database.pool();
        let mut writer = pool.acquire().await.expect("a connection of the service's");
        let insert = "BEGIN; INSERT INTO events (aggregate_type, aggregate_id, sequence, \
                      event_type, event_version, payload, metadata) \
                      VALUES ('other', 'silent', 1, 'Other', '1', '{}', '{}')";
        execute(&mut writer, insert).await;
        eventually("appends are held up", async || {
            customers.history().unknown_at_first() > 0 || waiting(&ground).await > 0
        })
        .await;
        let before = customers.history().done();
        eventually("PostgreSQL has ended the silent writer", async || {
            customers.history().done() > before + 20
        })
        .await;
        let gone = sqlx::query("SELECT 1").execute(&mut *writer).await;
        assert!(gone.is_err(), "the writer is still there");
        execute(&mut reader, "COMMIT").await;
        let history = customers.leave().await;
        invariants::hold(&ground, &history, 40, Excused::default()).await;
    })
    .await;
}

async fn execute(connection: &mut PgConnection, statements: &str) {
    let done = sqlx::raw_sql(statements).execute(connection).await;
    done.expect("PostgreSQL does it");
}

/// How many wait for the log's end.
async fn waiting(ground: &Ground) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        .fetch_one(&mut ground.database.admin().await)
        .await
        .expect("PostgreSQL tells")
}
