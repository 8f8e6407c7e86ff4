//! Connections that outlived their server: the appender's own, and the pool's.

use countersign::keys::MasterKey;
use countersign_domain::Policy;
use countersign_tests::{database::TestDatabase, engine::Engine, world::BOUND};
use futures::future::join_all;
use tokio::time::timeout;

/// As many as the pool has connections, and some more.
const COMMANDS: usize = 16;

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_no_command_is_refused_for_a_connection_that_died_in_it() {
    let mut database = TestDatabase::create_alone().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    let accounts: Vec<String> = (0..COMMANDS).map(|n| format!("account-{n}")).collect();
    let at_once = accounts
        .iter()
        .map(|id| engine.put_account(id, "a@example.com"));
    join_all(at_once).await;

    let server = database.server();
    server.kill().await;
    server.restart().await.expect("PostgreSQL starts again");
    for account_id in &accounts {
        let changed = engine.put_account(account_id, "b@example.com").await;
        assert!(changed.changed, "{account_id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_closes_while_the_appender_keeps_a_connection() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    engine.put_account("demo", "demo@example.com").await;
    let closed = timeout(BOUND, engine.store.pool().close()).await;
    assert!(closed.is_ok(), "somebody still holds a connection");
}
