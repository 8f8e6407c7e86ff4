//! The database of a command that does one thing and ends.

use sqlx::{Connection, PgConnection, PgPool};
use thiserror::Error;

use crate::{
    settings::DatabaseSettings,
    store::{
        Failure,
        database::{self, DatabaseUrlError},
    },
};

/// A command does one thing after the other.
const CONNECTIONS_MAX: u32 = 4;

/// Why a command has no database.
#[derive(Debug, Error)]
pub(super) enum ConnectError {
    #[error("cannot connect to PostgreSQL")]
    Away(#[from] sqlx::Error),
    #[error("PostgreSQL cannot be used")]
    Url(#[from] DatabaseUrlError),
    #[error("the database cannot be used")]
    Failed(#[from] Failure),
    #[error("the schema is not of this version: run `countersign migrate`")]
    NotMigrated,
}

/// A database with the schema of this version.
pub(super) async fn database(settings: &DatabaseSettings) -> Result<PgPool, ConnectError> {
    let pool = any_database(settings).await?;
    // A database that nobody ever migrated has no table to ask.
    let known: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(&pool)
        .await?;
    if known && database::is_migrated(&pool).await? {
        Ok(pool)
    } else {
        Err(ConnectError::NotMigrated)
    }
}

/// A database, whatever is in it.
pub(super) async fn any_database(settings: &DatabaseSettings) -> Result<PgPool, ConnectError> {
    // A pool would only say that it got no connection, and not why.
    PgConnection::connect_with(&database::server(&settings.database_url)?)
        .await?
        .close()
        .await?;
    Ok(database::connect(&settings.database_url, CONNECTIONS_MAX)?)
}
