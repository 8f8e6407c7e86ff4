//! What was signed is one history: that of the events.

use countersign::{checkpoints, settings::LOG_ORIGIN, store::log};
use countersign_audit::{Leaf, Note, Tree};

use crate::{faults::Ground, world::eventually};

/// Each checkpoint is signed by a key of the log, and is over the events that are there.
///
/// # Panics
///
/// When one is not.
pub async fn checkpoints_are_one_chain(ground: &Ground) {
    let pool = ground.database.pool();
    let mut connection = pool.acquire().await.expect("PostgreSQL is there");
    let keys = checkpoints::public_keys(&mut *connection, LOG_ORIGIN).await;
    let keys = keys.expect("the keys are there");
    let signed: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT size, note FROM checkpoints ORDER BY size")
            .fetch_all(&mut *connection)
            .await
            .expect("what was signed is there");
    let head = log::head(&mut connection).await.expect("the log is there");
    let events = log::read_raw(&mut connection, 0, head, head).await;
    let mut events = events.expect("the log is there").into_iter();
    let mut tree = Tree::default();
    for (size, note) in signed {
        while tree.size().cast_signed() < size {
            let event = events.next().expect("nothing is signed that is not there");
            tree.push(Leaf::hash(&checkpoints::leaf_of(&event).to_bytes()), drop);
        }
        let note = Note::from_bytes(&note).expect("a note");
        note.require_signed(&keys)
            .expect("it is signed by a key of the log");
        assert_eq!(note.checkpoint().root, tree.root(), "at {size}");
    }
}

/// The same, and all there is is signed.
pub async fn all_is_signed(ground: &Ground) {
    let pool = ground.database.pool();
    eventually("all is signed", async || {
        let backlog = checkpoints::backlog(&pool, LOG_ORIGIN).await;
        let head = sqlx::query_scalar("SELECT max(position) FROM events")
            .fetch_one(&pool)
            .await;
        let head: i64 = head.expect("the log is there");
        backlog.expect("the database is there").signed == head
    })
    .await;
    checkpoints_are_one_chain(ground).await;
}
