//! What an auditor's login of the database may do: read histories, say so, and nothing else.

use std::collections::BTreeSet;

use countersign::keys::MasterKey;
use countersign_domain::Policy;
use countersign_tests::{database::TestDatabase, engine::Engine};

use super::{connect, expect_refused, tables};

const READ: [&str; 7] = [
    "_sqlx_migrations",
    "checkpoints",
    "cosigned_checkpoints",
    "events",
    "history_reads",
    "log_keys",
    "tree_tiles",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_auditors_login_reads_histories_and_nothing_else() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    engine.put_account("ann", "ann@example.com").await;
    let tables = tables(&database).await;
    assert!(tables.len() > 20, "{tables:?}");
    let mut refused = vec![
        "SELECT * FROM accounts".to_owned(),
        "SELECT max(version) FROM accounts WHERE limits IS NOT NULL".to_owned(),
        "SELECT version FROM accounts FOR UPDATE".to_owned(),
        "SELECT a FROM accounts a".to_owned(),
        "CREATE TABLE public.mine (a int)".to_owned(),
        "SET session_replication_role = replica".to_owned(),
        "SET ROLE countersign_service".to_owned(),
        "INSERT INTO events SELECT * FROM events".to_owned(),
        "INSERT INTO history_reads (reader, means, read_at) VALUES ('cli/ann', 'log', now())"
            .to_owned(),
        "INSERT INTO history_reads (reader, means, login) VALUES ('cli/ann', 'log', 'x')".to_owned(),
        "SELECT keep_checkpoint(0, 'log', 1, decode(repeat('b2', 32), 'hex'), 'note',
                                ARRAY[0::smallint], ARRAY[0], ARRAY[decode(repeat('b2', 32), 'hex')])"
            .to_owned(),
    ];
    for column in [
        "account",
        "limits",
        "password_hash",
        "data_key",
        "master_key_id",
    ] {
        refused.push(format!("SELECT {column} FROM accounts"));
    }
    for table in &tables {
        if READ.contains(&table.as_str()) {
            let read = format!("SELECT * FROM {table}");
            let mut auditor = connect(&database.auditor_url()).await;
            let read = sqlx::raw_sql(&read).execute(&mut auditor).await;
            read.unwrap_or_else(|error| panic!("{table}: {error}"));
        } else {
            refused.push(format!("SELECT * FROM {table}"));
        }
        refused.push(format!("INSERT INTO {table} DEFAULT VALUES"));
        refused.push(format!("DELETE FROM {table}"));
        refused.push(format!("TRUNCATE {table} CASCADE"));
        refused.push(format!("ALTER TABLE {table} DISABLE TRIGGER ALL"));
        refused.push(format!("DROP TABLE {table} CASCADE"));
    }
    // Every column may be left out of it, so the defaults decide: none may be set.
    refused.retain(|statement| statement != "INSERT INTO history_reads DEFAULT VALUES");
    let mut auditor = connect(&database.auditor_url()).await;
    expect_refused(&mut auditor, &refused).await;
    let read: Vec<(String, i64)> = sqlx::query_as("SELECT account_id, version FROM accounts")
        .fetch_all(&mut auditor)
        .await
        .expect("how many events there have to be");
    assert_eq!(read, [("ann".to_owned(), 1)]);
}

/// By the catalogue, so that no column is forgotten, and no table that comes later.
#[tokio::test(flavor = "multi_thread")]
async fn an_auditors_login_has_these_rights_and_no_others() {
    let database = TestDatabase::create().await;
    let rights: Vec<String> = sqlx::query_scalar(
        "SELECT lower(p) || ' ' || c.relname || '.' || a.attname
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0,
              unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, p)
           AND NOT (p = 'SELECT' AND has_table_privilege(c.oid, p))
         UNION ALL
         SELECT lower(p) || ' ' || c.relname FROM pg_class c,
              unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) p
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND has_table_privilege(c.oid, p)",
    )
    .fetch_all(&mut connect(&database.auditor_url()).await)
    .await
    .expect("the catalogue is there");
    let read = READ.map(|table| format!("select {table}"));
    let columns = [
        "select accounts.account_id",
        "select accounts.version",
        "insert history_reads.reader",
        "insert history_reads.means",
        "insert history_reads.account_id",
        "insert history_reads.reason",
    ];
    let expected: BTreeSet<_> = read.into_iter().chain(columns.map(str::to_owned)).collect();
    assert_eq!(rights.into_iter().collect::<BTreeSet<_>>(), expected);
    // Whatever function is called, it may do what its caller may.
    let lending: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace",
    )
    .fetch_one(&mut database.admin().await)
    .await
    .expect("the catalogue is there");
    assert_eq!(lending, 0);
}
