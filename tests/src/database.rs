//! A database for each test, on one private PostgreSQL, or on one of its own.

mod server;

pub use server::sync;

use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use countersign::{
    servers::{Durability, Postgres},
    store::database,
};
use sqlx::{Connection, PgConnection, PgPool};

/// The login role of the service in the tests, and its password: the server listens on loopback
/// and lives as long as the tests.
const SERVICE: &str = "countersign_under_test";
/// The login of an auditor in the tests, and its password.
const AUDITOR: &str = "countersign_auditor_under_test";
const TEMPLATE: &str = "countersign_template";

/// A migrated database of one test.
pub struct TestDatabase {
    name: String,
    server: Server,
}

enum Server {
    Shared(&'static Postgres),
    Own(Box<Postgres>),
}

impl TestDatabase {
    /// A fresh one.
    pub async fn create() -> Self {
        Self::copy_of(TEMPLATE).await
    }

    /// One that was never migrated.
    pub async fn create_empty() -> Self {
        Self::copy_of("template0").await
    }

    /// The same as it is now, under another name, as a dump that is restored later would be.
    ///
    /// # Panics
    ///
    /// When an instance is still connected.
    pub async fn copy(&self) -> Self {
        Self::copy_of(&self.name).await
    }

    async fn copy_of(template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = server::shared().await;
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let mut postgres = connect(&server.url("postgres")).await;
        // The template is locked while another test copies it.
        execute(
            &mut postgres,
            &format!("CREATE DATABASE {name} TEMPLATE {template}"),
        )
        .await;
        Self {
            name,
            server: Server::Shared(server),
        }
    }

    /// A fresh one on a server of its own, which a test may kill.
    pub async fn create_alone() -> Self {
        Self::on_its_own(server::usual_durability()).await
    }

    /// The same, and every commit is on the disk before it is answered.
    pub async fn create_synced() -> Self {
        Self::on_its_own(Durability::Synced).await
    }

    /// An empty one on a server of its own, which has neither the schema nor the service's role.
    pub async fn create_bare() -> Self {
        let server = server::start_bare(Durability::Synced).await;
        Self::own(server)
    }

    async fn on_its_own(durability: Durability) -> Self {
        Self::own(server::start(durability).await)
    }

    fn own(server: Postgres) -> Self {
        Self {
            name: TEMPLATE.to_owned(),
            server: Server::Own(Box::new(server)),
        }
    }

    /// The server of its own.
    ///
    /// # Panics
    ///
    /// When other tests are on it too.
    pub fn server(&mut self) -> &mut Postgres {
        match &mut self.server {
            Server::Own(server) => server,
            Server::Shared(_) => panic!("other tests are on this server too"),
        }
    }

    /// Where the service finds it, under the role that owns nothing.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of(SERVICE)
    }

    /// Where an auditor finds it, under the role that reads histories and nothing else.
    #[must_use]
    pub fn auditor_url(&self) -> String {
        self.url_of(AUDITOR)
    }

    /// Logins of the tests have their name as password.
    fn url_of(&self, login: &str) -> String {
        let port = self.postgres().port();
        format!("postgres://{login}:{login}@127.0.0.1:{port}/{}", self.name)
    }

    /// Where its server listens on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.postgres().port()
    }

    /// Where its server logs.
    #[must_use]
    pub fn log_file(&self) -> &Path {
        self.postgres().log_file()
    }

    /// Where the superuser finds it.
    #[must_use]
    pub fn admin_url(&self) -> String {
        self.postgres().url(&self.name)
    }

    /// A pool of the service's role.
    ///
    /// # Panics
    ///
    /// When the URL is none.
    #[must_use]
    pub fn pool(&self) -> PgPool {
        const CONNECTIONS_MAX: u32 = 16;
        database::connect(&self.url(), CONNECTIONS_MAX).expect("the URL is one")
    }

    /// A connection of the superuser.
    pub async fn admin(&self) -> PgConnection {
        connect(&self.admin_url()).await
    }

    /// Shifts the one clock that everything goes by.
    pub async fn shift_clock(&self, by: TimeDelta) {
        self.set_clock(&format!(
            "clock_timestamp() + interval '{} seconds'",
            by.num_seconds()
        ))
        .await;
    }

    /// Stops it, for what must not take a second too long; the moment it stands at.
    ///
    /// # Panics
    ///
    /// When the database does not answer.
    pub async fn stop_clock(&self) -> DateTime<Utc> {
        let now = sqlx::query_scalar("SELECT wall_clock()");
        let now = now.fetch_one(&mut self.admin().await).await;
        let now = now.expect("the clock is there");
        self.stop_clock_at(now).await;
        now
    }

    /// Stops it at a moment.
    pub async fn stop_clock_at(&self, moment: DateTime<Utc>) {
        self.set_clock(&format!("timestamptz '{}'", moment.to_rfc3339()))
            .await;
    }

    async fn set_clock(&self, reading: &str) {
        let clock = format!(
            "CREATE OR REPLACE FUNCTION wall_clock() RETURNS timestamptz
             LANGUAGE sql VOLATILE PARALLEL SAFE RETURN {reading}"
        );
        execute(&mut self.admin().await, &clock).await;
    }

    fn postgres(&self) -> &Postgres {
        match &self.server {
            Server::Shared(server) => server,
            Server::Own(server) => server,
        }
    }
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url)
        .await
        .expect("PostgreSQL takes a connection")
}

async fn execute(connection: &mut PgConnection, statement: &str) {
    const TRIES_MAX: u32 = 200;
    for _ in 0..TRIES_MAX {
        match sqlx::raw_sql(statement).execute(&mut *connection).await {
            Ok(_) => return,
            Err(error) if is_busy(&error) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(error) => panic!("{statement}: {error}"),
        }
    }
    panic!("{statement}: still busy");
}

/// `object_in_use`: another test copies the template.
fn is_busy(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .as_deref()
        == Some("55006")
}
