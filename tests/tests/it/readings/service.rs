//! What the service's role cannot do, even if whoever has it wants to.

use countersign::keys::MasterKey;
use countersign_domain::Policy;
use countersign_tests::{database::TestDatabase, engine::Engine};

use super::{connect, expect_refused};

/// What is only ever added to.
const KEPT: [&str; 6] = [
    "events",
    "tree_tiles",
    "checkpoints",
    "cosigned_checkpoints",
    "log_keys",
    "history_reads",
];

/// A row in each, put there by the service, which may: a statement that finds no row proves nothing.
async fn filled() -> TestDatabase {
    const ADDED: &str = "
        INSERT INTO tree_tiles VALUES (0, 0, decode(repeat('a1', 64), 'hex'));
        INSERT INTO checkpoints (origin, size, root, note)
            VALUES ('log', 1, decode(repeat('b2', 32), 'hex'), 'note');
        INSERT INTO cosigned_checkpoints (origin, size, witness, note)
            VALUES ('log', 1, 'witness', 'note');
        INSERT INTO log_keys (vkey) VALUES ('key');
        INSERT INTO history_reads (reader, means) VALUES ('cli/ann', 'log');
        UPDATE tree_tiles SET hashes = hashes || decode(repeat('c3', 32), 'hex')";
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    engine.put_account("ann", "ann@example.com").await;
    let mut service = connect(&database.url()).await;
    let added = sqlx::raw_sql(ADDED).execute(&mut service).await;
    added.expect("the service adds, and tiles grow");
    database
}

/// All that is in them.
async fn contents(database: &TestDatabase) -> Vec<(i64, String)> {
    let mut admin = database.admin().await;
    let mut contents = vec![];
    for table in KEPT {
        let query = format!("SELECT count(*), string_agg(t::text, ',') FROM {table} t");
        let content = sqlx::query_as(&query).fetch_one(&mut admin).await;
        contents.push(content.expect("it has a row"));
    }
    contents
}

/// Changes of rows. Triggers refuse these to the owner as well.
fn losses() -> Vec<String> {
    let of_any = KEPT.iter().flat_map(|table| {
        [
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
        ]
    });
    let of_each = [
        "UPDATE events SET payload = '{}'",
        "UPDATE events SET position = position + 1",
        "UPDATE events SET recorded_at = recorded_at - interval '1 day'",
        "UPDATE tree_tiles SET hashes = decode(repeat('a1', 32), 'hex')",
        "UPDATE tree_tiles SET hashes = decode(repeat('d4', 128), 'hex')",
        "UPDATE tree_tiles SET number = 1",
        "UPDATE tree_tiles SET level = 1",
        "INSERT INTO tree_tiles VALUES (0, 0, decode(repeat('d4', 96), 'hex'))
             ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes",
        "UPDATE checkpoints SET root = decode(repeat('d4', 32), 'hex')",
        "UPDATE checkpoints SET size = 2",
        "UPDATE cosigned_checkpoints SET note = 'another'",
        "UPDATE log_keys SET vkey = 'another'",
        "UPDATE history_reads SET reader = 'cli/bob'",
        "UPDATE history_reads SET account_id = 'bob', reason = null",
    ];
    of_any.chain(of_each.map(str::to_owned)).collect()
}

/// Ways around that.
fn thefts() -> Vec<String> {
    let of_any = KEPT.iter().flat_map(|table| {
        [
            format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
            format!("ALTER TABLE {table} DISABLE TRIGGER USER"),
            format!("ALTER TABLE {table} OWNER TO CURRENT_USER"),
            format!("ALTER TABLE {table} RENAME TO gone"),
            format!("CREATE RULE lost AS ON INSERT TO {table} DO INSTEAD NOTHING"),
            format!(
                "CREATE TRIGGER lost BEFORE INSERT ON {table}
                 FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
            ),
            format!("DROP TABLE {table} CASCADE"),
        ]
    });
    let of_each = [
        "DROP TRIGGER events_are_never_changed ON events",
        "DROP TRIGGER tiles_only_grow ON tree_tiles",
        "DROP TRIGGER tiles_are_never_lost ON tree_tiles",
        "DROP TRIGGER checkpoints_are_never_lost ON checkpoints",
        "DROP TRIGGER cosigned_are_never_lost ON cosigned_checkpoints",
        "DROP TRIGGER log_keys_are_never_lost ON log_keys",
        "DROP TRIGGER reads_are_never_lost ON history_reads",
        "DROP FUNCTION refuse_change CASCADE",
        "DROP FUNCTION refuse_loss CASCADE",
        "DROP FUNCTION let_tile_grow CASCADE",
        "DROP FUNCTION refuse_forgetting CASCADE",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
             AS 'BEGIN RETURN NULL; END'",
        "ALTER FUNCTION wall_clock() RENAME TO another_clock",
        "SET session_replication_role = replica",
        "SET LOCAL session_replication_role = replica",
        "SELECT set_config('session_replication_role', 'replica', false)",
        "SET ROLE pg_write_all_data",
        "GRANT pg_write_all_data TO CURRENT_USER",
        "DROP SCHEMA public CASCADE",
        "CREATE TABLE public.mine (a int)",
        // Neither when it was nor under which login is the service's to say.
        "INSERT INTO history_reads (reader, means, read_at) VALUES ('cli/ann', 'log', now())",
        "INSERT INTO history_reads (reader, means, login) VALUES ('cli/ann', 'log', 'bob')",
    ];
    of_any.chain(of_each.map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_neither_changes_nor_deletes_what_is_kept() {
    let database = filled().await;
    let before = contents(&database).await;
    let mut service = connect(&database.url()).await;
    expect_refused(&mut service, &losses()).await;
    expect_refused(&mut service, &thefts()).await;
    assert_eq!(contents(&database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_refused_to_be_lost_to_its_owner_too() {
    let database = filled().await;
    let before = contents(&database).await;
    expect_refused(&mut database.admin().await, &losses()).await;
    assert_eq!(contents(&database).await, before);
}
