//! Connections to PostgreSQL, each with the bounds that make a frozen instance let go.

use std::time::Duration;

use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::Failure;

/// How long a frozen instance may keep its locks, and a stuck statement its caller.
const LOCK_TIMEOUT: &str = "5s";
const STATEMENT_TIMEOUT: &str = "30s";
const IDLE_IN_TRANSACTION_TIMEOUT: &str = "10s";
const TCP_USER_TIMEOUT: &str = "10s";

const ACQUIRE_TIMEOUT_SECONDS: u64 = 5;

/// A pool for the service, without waiting for the first connection: the service starts, answers
/// 503 and recovers by itself where the database is away.
pub fn connect(url: &str, connections_max: u32) -> Result<PgPool, Failure> {
    let options: PgConnectOptions = url.parse()?;
    let options = options.application_name("countersign").options([
        ("default_transaction_isolation", "read\\ committed"),
        ("jit", "off"),
        ("lock_timeout", LOCK_TIMEOUT),
        ("statement_timeout", STATEMENT_TIMEOUT),
        (
            "idle_in_transaction_session_timeout",
            IDLE_IN_TRANSACTION_TIMEOUT,
        ),
        ("tcp_user_timeout", TCP_USER_TIMEOUT),
    ]);
    Ok(PgPoolOptions::new()
        .max_connections(connections_max)
        .acquire_timeout(Duration::from_secs(ACQUIRE_TIMEOUT_SECONDS))
        // A ping before each statement costs 14 % (docs/decisions); a dead connection is
        // noticed by the statement that meets it.
        .test_before_acquire(false)
        .connect_lazy_with(options))
}

/// Brings the schema up to this version of the code. Needs the schema's owner.
pub async fn migrate(pool: &PgPool) -> Result<(), Failure> {
    sqlx::migrate!()
        .run(pool)
        .await
        .map_err(sqlx::Error::from)?;
    Ok(())
}

/// Whether the schema is the one this version of the code expects.
pub async fn is_migrated(pool: &PgPool) -> Result<bool, Failure> {
    let applied: Option<i64> =
        sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
            .fetch_one(pool)
            .await?;
    let newest = sqlx::migrate!()
        .iter()
        .map(|migration| migration.version)
        .max();
    Ok(applied == newest)
}
