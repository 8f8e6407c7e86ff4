//! Who may see what, and who looked.

mod service;
mod auditor;
mod api;
mod command_line;

use countersign_tests::database::TestDatabase;
use sqlx::{Connection, PgConnection};

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.expect("a connection")
}

/// Each of these is refused for want of a right, and not for anything else.
async fn expect_refused(connection: &mut PgConnection, statements: &[String]) {
    for statement in statements {
        let refused = sqlx::raw_sql(statement).execute(&mut *connection).await;
        let error = refused
            .err()
            .unwrap_or_else(|| panic!("{statement} was allowed"));
        let error = error.as_database_error().expect("the database refuses");
        assert_eq!(
            error.code().as_deref(),
            Some("42501"),
            "{statement}: {error}"
        );
    }
}

/// Every table there is.
async fn tables(database: &TestDatabase) -> Vec<String> {
    let tables = sqlx::query_scalar(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
    );
    let tables = tables.fetch_all(&mut database.admin().await).await;
    tables.expect("the catalogue is there")
}
