//! Connections to PostgreSQL, each with the bounds that make a frozen instance let go.

use std::time::Duration;

use sqlx::{
    Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use thiserror::Error;

use super::Failure;

/// How long a frozen instance may keep its locks, and a stuck statement its caller.
const LOCK_TIMEOUT: &str = "5s";
const STATEMENT_TIMEOUT: &str = "30s";
const IDLE_IN_TRANSACTION_TIMEOUT: &str = "10s";
const TCP_USER_TIMEOUT: &str = "10s";

const ACQUIRE_TIMEOUT_SECONDS: u64 = 5;

/// A connection that lay idle for longer is asked whether it still lives before it is used: no
/// server restarts in less, so after a restart nobody is refused for a connection that died in it
/// (docs/decisions/0013).
const IDLE_UNASKED_MAX: Duration = Duration::from_millis(20);

/// Why there is no database to wait for.
#[derive(Debug, Error)]
pub enum DatabaseUrlError {
    /// It is none.
    #[error("--database-url is not usable")]
    Form(#[source] sqlx::Error),
    /// It is of another database.
    #[error("--database-url is no postgres:// URL")]
    Scheme,
}

/// A pool for the service, without waiting for the first connection: the service starts, answers
/// 503 and recovers by itself where the database is away.
pub fn connect(url: &str, connections_max: u32) -> Result<PgPool, DatabaseUrlError> {
    let options = server(url)?.application_name("countersign").options([
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
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                require_alive(connection, about.idle_for).await?;
                Ok(true)
            })
        })
        .connect_lazy_with(options))
}

/// Fails where a connection that lay idle for so long has died meanwhile.
pub(super) async fn require_alive(
    connection: &mut PgConnection,
    idle_for: Duration,
) -> Result<(), sqlx::Error> {
    if idle_for > IDLE_UNASKED_MAX {
        connection.ping().await?;
    }
    Ok(())
}

/// The server of a URL. sqlx alone would take any scheme, and then wait for a server that speaks
/// another protocol.
pub fn server(url: &str) -> Result<PgConnectOptions, DatabaseUrlError> {
    let options = url.parse().map_err(DatabaseUrlError::Form)?;
    let ours = ["postgres://", "postgresql://"];
    if ours.iter().any(|scheme| url.starts_with(scheme)) {
        Ok(options)
    } else {
        Err(DatabaseUrlError::Scheme)
    }
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
