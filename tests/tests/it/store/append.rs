//! Positions are dense and no reader misses one, whoever appends.

use std::{sync::Arc, time::Duration};

use countersign::{
    keys::MasterKey,
    store::{log, replay_log},
};
use countersign_domain::Policy;
use countersign_tests::{database::TestDatabase, engine::Engine};
use futures::future::join_all;
use sqlx::Connection;
use tokio::time::timeout;

const WRITERS: usize = 32;
const ROUNDS: usize = 6;

/// Setups without end: the limits are not what is looked at here.
fn generous() -> Policy {
    Policy {
        setups_per_hour: 10_000,
        wrong_passwords_until_lock: 10_000,
        ..Policy::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn thirty_two_writers_leave_no_gap_and_a_polling_reader_skips_nothing() {
    let database = TestDatabase::create().await;
    let master = MasterKey::generate();
    let instances = [
        Arc::new(Engine::start(&database, &master, generous()).await),
        Arc::new(Engine::start(&database, &master, generous()).await),
    ];
    for number in 0..=WRITERS {
        instances[0]
            .put_account(&format!("many-{number}"), "someone@example.com")
            .await;
    }
    let reader = tokio::spawn(poll_until_quiet(database.pool()));

    // Half of the writers on accounts of their own, half on one and the same.
    let writers = (0..WRITERS).map(|number| {
        let engine = Arc::clone(&instances[number % 2]);
        let account_id = format!("many-{}", if number % 4 < 2 { number } else { WRITERS });
        tokio::spawn(async move { write(&engine, &account_id).await })
    });
    let done: usize = join_all(writers)
        .await
        .into_iter()
        .map(|done| done.expect("no panic"))
        .sum();
    assert!(
        done >= WRITERS * ROUNDS / 2,
        "only {done} commands were done"
    );

    let mut admin = database.admin().await;
    let (events, head): (i64, i64) = sqlx::query_as("SELECT count(*), max(position) FROM events")
        .fetch_one(&mut admin)
        .await
        .expect("the log is there");
    assert_eq!(events, head, "a position is missing");
    let read = timeout(Duration::from_secs(60), reader)
        .await
        .expect("in time")
        .expect("no panic");
    assert_eq!(
        read,
        (1..=head).collect::<Vec<_>>(),
        "the reader skipped or repeated a position"
    );

    let disorder: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (
             SELECT account_version, sequence, recorded_at,
                    lag(account_version) OVER account AS version_before,
                    lag(sequence) OVER stream AS sequence_before,
                    lag(recorded_at) OVER log AS recorded_before
             FROM events
             WINDOW account AS (PARTITION BY account_id ORDER BY position),
                    stream AS (PARTITION BY aggregate_type, aggregate_id ORDER BY position),
                    log AS (ORDER BY position)) AS ordered
         WHERE account_version <> coalesce(version_before, 0) + 1
            OR sequence <> coalesce(sequence_before, 0) + 1
            OR recorded_at < recorded_before",
    )
    .fetch_one(&mut admin)
    .await
    .expect("the log is there");
    assert_eq!(disorder, 0, "versions have gaps, or time ran backwards");

    let replayed = replay_log(&database.pool(), |_| Ok(()))
        .await
        .expect("a whole replay");
    assert_eq!(replayed, head);
}

/// Starts setups and gets passwords wrong; refusals for another's setup are part of it.
async fn write(engine: &Engine, account_id: &str) -> usize {
    let mut done = 0;
    for _ in 0..ROUNDS {
        let Ok(started) = engine.start_setup(account_id).await else {
            continue;
        };
        let enrollment_id = started.state.setup().expect("it started").enrollment_id;
        done += 1;
        // A wrong password is appended and answered as a refusal.
        done += usize::from(engine.verify_password(enrollment_id, false).await.is_err());
        let cancel = countersign_domain::EnrollmentCommand::Cancel;
        done += usize::from(engine.submit(enrollment_id, cancel).await.is_ok());
    }
    done
}

/// Reads on by `position > last`, as every follower of the log does, until nothing has come for
/// a while.
async fn poll_until_quiet(pool: sqlx::PgPool) -> Vec<i64> {
    const QUIET: Duration = Duration::from_secs(3);
    let mut connection = pool.acquire().await.expect("PostgreSQL is there");
    let mut seen = Vec::new();
    let mut quiet_since = tokio::time::Instant::now();
    while quiet_since.elapsed() < QUIET {
        let after = seen.last().copied().unwrap_or(0);
        let page = log::read_log(&mut connection, after, 100)
            .await
            .expect("the log is there");
        if page.is_empty() {
            connection.ping().await.expect("PostgreSQL is there");
        } else {
            quiet_since = tokio::time::Instant::now();
            seen.extend(page.iter().map(|event| event.position));
        }
    }
    seen
}
