//! The log is never changed, and the account's row equals a fold of it.

use countersign::{
    keys::MasterKey,
    store::{fold, replay_account},
};
use countersign_domain::{AccountId, Limits, Policy};
use countersign_tests::{
    database::TestDatabase,
    engine::{Engine, wrong_codes},
};
use sqlx::Connection;

/// An account with a history: two setups, wrong passwords and codes, a lock, a new address.
async fn eventful() -> (TestDatabase, Engine, AccountId) {
    let database = TestDatabase::create().await;
    let policy = Policy {
        wrong_passwords_until_lock: 3,
        ..Policy::default()
    };
    let engine = Engine::start(&database, &MasterKey::generate(), policy).await;
    engine.put_account("demo", "demo@example.com").await;
    let (enrollment_id, right) = engine.awaiting_code("demo").await;
    for wrong in wrong_codes(&[&right], 6) {
        engine
            .confirm(enrollment_id, &wrong)
            .await
            .err()
            .expect("refused");
    }
    let cancel = countersign_domain::EnrollmentCommand::Cancel;
    engine
        .submit(enrollment_id, cancel)
        .await
        .expect("it is given up");
    let started = engine.start_setup("demo").await.expect("the setup starts");
    let enrollment_id = started.state.setup().expect("it started").enrollment_id;
    for _ in 0..4 {
        engine
            .verify_password(enrollment_id, false)
            .await
            .err()
            .expect("refused");
    }
    engine.put_account("demo", "other@example.com").await;
    (database, engine, "demo".parse().expect("an account id"))
}

#[tokio::test]
async fn the_limits_row_equals_a_fold_of_the_log() {
    let (database, engine, account_id) = eventful().await;
    let row = engine
        .store
        .account(&account_id)
        .await
        .expect("it loads")
        .expect("registered");
    let (account, limits) = fold(&database.pool(), &account_id, row.version)
        .await
        .expect("a fold");
    assert_eq!(row.limits, limits);
    assert_eq!(row.account, account);

    let mut events = 0;
    let counted = replay_account(&database.pool(), &account_id, |_| {
        events += 1;
        Ok(())
    })
    .await
    .expect("a whole replay");
    assert_eq!((counted, events), (row.version, row.version));
    let locked: i64 =
        sqlx::query_scalar("SELECT count(*) FROM events WHERE event_type = 'AccountLocked'")
            .fetch_one(&mut database.admin().await)
            .await
            .expect("the log is there");
    assert_eq!(locked, 1, "the lock follows in the same append, once");
}

#[tokio::test]
async fn a_row_of_another_fold_is_folded_again() {
    let (database, engine, account_id) = eventful().await;
    let before = engine
        .store
        .account(&account_id)
        .await
        .expect("it loads")
        .expect("registered");
    sqlx::query("UPDATE accounts SET fold = -1, limits = $1::json, account = $2::json")
        .bind(serde_json::to_string(&Limits::default()).expect("JSON"))
        .bind(r#"{"account":"unknown"}"#)
        .execute(&mut database.admin().await)
        .await
        .expect("the superuser may");
    let after = engine
        .store
        .account(&account_id)
        .await
        .expect("it loads")
        .expect("registered");
    assert_eq!(
        (after.limits, after.account),
        (before.limits, before.account)
    );
}

#[tokio::test]
async fn no_event_is_changed_or_deleted_by_whomever() {
    let (database, _engine, _) = eventful().await;
    let changes = [
        "UPDATE events SET payload = '{}'",
        "UPDATE events SET position = position + 1000",
        "DELETE FROM events WHERE position = 1",
        "TRUNCATE events",
    ];
    let before: i64 = count(&mut database.admin().await).await;
    for url in [database.url(), database.admin_url()] {
        let mut connection = sqlx::PgConnection::connect(&url)
            .await
            .expect("a connection");
        for change in changes {
            let refused = sqlx::raw_sql(change).execute(&mut connection).await;
            let error = refused
                .err()
                .unwrap_or_else(|| panic!("{change} was allowed"));
            let error = error.as_database_error().expect("the database refuses");
            assert_eq!(error.code().as_deref(), Some("42501"), "{change}: {error}");
        }
    }
    assert_eq!(count(&mut database.admin().await).await, before);
}

#[tokio::test]
async fn the_services_role_owns_nothing() {
    let database = TestDatabase::create().await;
    let owned: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
         WHERE r.rolname LIKE 'countersign%'",
    )
    .fetch_one(&mut database.admin().await)
    .await
    .expect("the catalogue is there");
    assert_eq!(owned, 0);
    let mut service = sqlx::PgConnection::connect(&database.url())
        .await
        .expect("a connection");
    for theft in [
        "CREATE TABLE mine (a int)",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP TRIGGER events_are_never_changed ON events",
        "CREATE OR REPLACE FUNCTION wall_clock() RETURNS timestamptz LANGUAGE sql RETURN now()",
        "DELETE FROM accounts",
        "SET session_replication_role = replica",
    ] {
        assert!(
            sqlx::raw_sql(theft).execute(&mut service).await.is_err(),
            "{theft} was allowed"
        );
    }
}

async fn count(connection: &mut sqlx::PgConnection) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM events")
        .fetch_one(connection)
        .await
        .expect("the log is there")
}
