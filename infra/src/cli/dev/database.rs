//! The database of `countersign dev`: made once, migrated at each start.

use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use zeroize::Zeroizing;

use crate::{cli::Outcome, data_folder::DataFolder, entropy, servers::Postgres, store::database};

const DATABASE: &str = "countersign";
const SERVICE: &str = "countersign";
const PASSWORD_FILE: &str = "database-password";

/// Where the database is.
pub(super) struct DatabaseUrls {
    /// For the superuser, who owns the schema.
    pub(super) admin: String,
    /// For the service, which owns nothing.
    pub(super) service: String,
}

/// Makes database, schema and the service's login role where they are missing.
pub(super) async fn prepare(folder: &DataFolder, postgres: &Postgres) -> Outcome<DatabaseUrls> {
    let mut superuser = connect(&postgres.url("postgres")).await?;
    if !exists(&mut superuser, "pg_database WHERE datname = $1", DATABASE).await? {
        run(&mut superuser, &format!("CREATE DATABASE {DATABASE}")).await?;
    }
    let admin = postgres.url(DATABASE);
    let owner = database::connect(&admin, 1)?;
    database::migrate(&owner).await?;
    owner.close().await;
    let password = password(folder)?;
    let what = if exists(&mut superuser, "pg_roles WHERE rolname = $1", SERVICE).await? {
        format!("ALTER ROLE {SERVICE} PASSWORD '{}'", *password)
    } else {
        let password = password.as_str();
        format!("CREATE ROLE {SERVICE} LOGIN PASSWORD '{password}' IN ROLE countersign_service")
    };
    run(&mut superuser, &what).await?;
    superuser.close().await?;
    let port = postgres.port();
    let service = format!(
        "postgres://{SERVICE}:{}@127.0.0.1:{port}/{DATABASE}",
        *password
    );
    Ok(DatabaseUrls { admin, service })
}

/// One of its statements holds a password, so none is logged.
async fn connect(url: &str) -> Result<PgConnection, sqlx::Error> {
    let options: PgConnectOptions = url.parse()?;
    options.disable_statement_logging().connect().await
}

async fn exists(
    connection: &mut PgConnection,
    among: &str,
    name: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(&format!("SELECT EXISTS (SELECT FROM {among})"))
        .bind(name)
        .fetch_one(connection)
        .await
}

async fn run(connection: &mut PgConnection, statement: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(statement).execute(connection).await?;
    Ok(())
}

/// A token: it can stand in a URL and in a literal as it is.
fn password(folder: &DataFolder) -> Outcome<Zeroizing<String>> {
    if let Some(password) = folder.read(PASSWORD_FILE)? {
        return Ok(password);
    }
    let password = Zeroizing::new(entropy::random_token());
    folder.write(PASSWORD_FILE, &password)?;
    Ok(password)
}
