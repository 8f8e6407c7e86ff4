//! Positions are dense and no reader misses one, whoever appends; and what is kept beside the log
//! equals what the log says.

use std::sync::Arc;

use countersign::{
    keys::MasterKey,
    store::{fold, log, replay_log},
};
use countersign_domain::{AccountId, EnrollmentCommand, Policy};
use countersign_tests::{database::TestDatabase, engine::Engine, world::BOUND};
use futures::future::join_all;
use tokio::{sync::watch, time::timeout};

use super::read_models::require_equal_to_a_replay;

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
            .put_account(&account(number), "someone@example.com")
            .await;
    }
    let (written, to_read) = watch::channel(None);
    let reader = tokio::spawn(poll_up_to(database.pool(), to_read));

    // Half of the writers on accounts of their own, half on one and the same.
    let writers = (0..WRITERS).map(|number| {
        let engine = Arc::clone(&instances[number % 2]);
        let account_id = account(if number % 4 < 2 { number } else { WRITERS });
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

    let head = require_dense(&database).await;
    written.send_replace(Some(head));
    let read = timeout(BOUND, reader)
        .await
        .expect("in time")
        .expect("no panic");
    assert_eq!(
        read,
        (1..=head).collect::<Vec<_>>(),
        "the reader skipped or repeated a position"
    );
    let replayed = replay_log(&database.pool(), |_| Ok(())).await;
    assert_eq!(replayed.expect("a whole replay"), head);

    for number in 0..=WRITERS {
        require_row_equal_to_fold(&database, &instances[0], &account(number)).await;
    }
    let [accounts, enrollments, ..] = require_equal_to_a_replay(&database).await;
    assert_eq!(accounts, WRITERS + 1);
    assert!(enrollments >= WRITERS, "only {enrollments} setups");
}

fn account(number: usize) -> String {
    format!("many-{number}")
}

/// Requires positions, versions of streams and versions of accounts without a gap, and a time that
/// never runs backwards; answers the last position.
async fn require_dense(database: &TestDatabase) -> i64 {
    let mut admin = database.admin().await;
    let (events, head): (i64, i64) = sqlx::query_as("SELECT count(*), max(position) FROM events")
        .fetch_one(&mut admin)
        .await
        .expect("the log is there");
    assert_eq!(events, head, "a position is missing");
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
    head
}

/// Requires that the account's row counts the events that the log has, and holds their fold.
async fn require_row_equal_to_fold(database: &TestDatabase, engine: &Engine, account_id: &str) {
    let (version, stream_version): (i64, i64) = sqlx::query_as(
        "SELECT count(*), count(*) FILTER (WHERE aggregate_type = 'account')
         FROM events WHERE account_id = $1",
    )
    .bind(account_id)
    .fetch_one(&mut database.admin().await)
    .await
    .expect("the log is there");
    let account_id: AccountId = account_id.parse().expect("an account id");
    let row = engine.store.account(&account_id).await.expect("it loads");
    let row = row.expect("it is registered");
    assert_eq!((row.version, row.stream_version), (version, stream_version));
    let folded = fold(engine.store.pool(), &account_id, version).await;
    assert_eq!(
        (row.account, row.limits),
        folded.expect("a fold"),
        "{account_id}"
    );
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
        let cancel = EnrollmentCommand::Cancel;
        done += usize::from(engine.submit(enrollment_id, cancel).await.is_ok());
    }
    done
}

/// Reads on by `position > last`, as every follower of the log does, until it is told where the log
/// ends and has come there.
async fn poll_up_to(pool: sqlx::PgPool, end: watch::Receiver<Option<i64>>) -> Vec<i64> {
    let mut connection = pool.acquire().await.expect("PostgreSQL is there");
    let mut seen: Vec<i64> = Vec::new();
    loop {
        let after = seen.last().copied().unwrap_or(0);
        if end.borrow().is_some_and(|end| after >= end) {
            return seen;
        }
        let page = log::read_log(&mut connection, after, 100)
            .await
            .expect("the log is there");
        seen.extend(page.iter().map(|event| event.position));
    }
}
