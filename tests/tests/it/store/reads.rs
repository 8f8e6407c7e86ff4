//! Reads reflect one's own writes, and projections equal a replay from zero.

use countersign::{keys::MasterKey, projecting};
use countersign_domain::Policy;
use countersign_projections::TwoFactor;
use countersign_tests::{database::TestDatabase, engine::Engine};
use sqlx::PgConnection;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn security_reflects_every_command_at_once() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    engine.put_account("demo", "demo@example.com").await;
    let account_id = "demo".parse().expect("an account id");
    let two_factor = async || {
        let reading = engine.reads.security(&account_id).await.expect("in time");
        reading.expect("registered").security.two_factor
    };
    assert!(matches!(two_factor().await, TwoFactor::Off));
    let (enrollment_id, right) = engine.awaiting_code("demo").await;
    assert!(matches!(two_factor().await, TwoFactor::SettingUp { .. }));
    engine
        .confirm(enrollment_id, &right)
        .await
        .expect("the code is right");
    assert!(
        matches!(two_factor().await, TwoFactor::SettingUp { .. }),
        "Okay is still to come"
    );
    let acknowledge = countersign_domain::EnrollmentCommand::Acknowledge;
    engine
        .submit(enrollment_id, acknowledge)
        .await
        .expect("it is on");
    assert!(matches!(two_factor().await, TwoFactor::On { .. }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rebuild_equals_what_it_replaces_and_is_never_seen_half_done() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    for number in 0..20 {
        let account_id = format!("account-{number}");
        engine.put_account(&account_id, "someone@example.com").await;
        let (enrollment_id, right) = engine.awaiting_code(&account_id).await;
        engine
            .confirm(enrollment_id, &right)
            .await
            .expect("the code is right");
        engine
            .reads
            .security(&account_id.parse().expect("an id"))
            .await
            .expect("in time");
    }
    let mut admin = database.admin().await;
    for (name, rows) in [
        (
            "account_security",
            "SELECT to_jsonb(t) - 'generation' FROM account_security t WHERE generation = $1 ORDER BY account_id",
        ),
        (
            "enrollment_funnel",
            "SELECT to_jsonb(t) - 'generation' FROM enrollment_funnel t WHERE generation = $1 ORDER BY enrollment_id",
        ),
    ] {
        let before = serving(&mut admin, name).await;
        let old = read(&mut admin, rows, before).await;
        assert_eq!(old.len(), 20, "{name}");
        projecting::rebuild(&database.pool(), name, |_| {})
            .await
            .expect("it is rebuilt");
        let after = serving(&mut admin, name).await;
        assert!(after > before, "{name}: another generation serves");
        assert_eq!(read(&mut admin, rows, after).await, old, "{name}");
    }
}

async fn serving(connection: &mut PgConnection, name: &str) -> i64 {
    sqlx::query_scalar("SELECT generation FROM projections WHERE name = $1 AND serving")
        .bind(name)
        .fetch_one(connection)
        .await
        .expect("one generation serves")
}

async fn read(
    connection: &mut PgConnection,
    rows: &str,
    generation: i64,
) -> Vec<serde_json::Value> {
    sqlx::query_scalar(rows)
        .bind(generation)
        .fetch_all(connection)
        .await
        .expect("rows")
}
