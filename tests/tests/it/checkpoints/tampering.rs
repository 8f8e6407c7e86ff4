//! What somebody does to the log who may do anything with the database: the triggers are off, and the
//! bundle that is exported afterwards tells.

use std::fs::File;

use countersign::{
    checkpoints::{Export, leaf_of, newest},
    keys::Keyring,
    settings::LOG_ORIGIN,
    store::log,
};
use countersign_audit::{
    Asked, Checkpoint, Finding, Hash, Leaf, LogKey, Note, PublicKey, Tree, Unverified, verify,
};
use countersign_tests::{
    portal::Portal,
    world::{World, eventually},
};
use reqwest::Method;
use sqlx::{Connection, PgConnection};

use super::scene::{Bundle, head, signed_up_to, vkey};

/// A signed log of two accounts, nobody at work on it.
struct Crime {
    world: World,
    key: PublicKey,
    end: u64,
}

impl Crime {
    async fn scene() -> Self {
        let mut world = World::start().await;
        for account_id in ["a-1", "a-2"] {
            world.portal().switch_on(account_id, &world.smtp).await;
        }
        let end = head(&world.database.pool()).await;
        signed_up_to(&world, end).await;
        let key = vkey(&world);
        world.stop_instances().await;
        Self { world, key, end }
    }

    /// Does this to the log as its superuser, and reads what a bundle tells afterwards.
    async fn commit(&self, deed: &str) -> (Finding, Bundle) {
        let mut admin = self.world.database.admin().await;
        run(
            &mut admin,
            &format!("SET session_replication_role = replica; {deed}"),
        )
        .await;
        let bundle = Bundle::of(&self.world.database.pool(), &Export::default()).await;
        let bundle = bundle.expect("it is exported");
        match bundle.verify(std::slice::from_ref(&self.key)) {
            Err(Unverified::Found(finding)) => (finding, bundle),
            other => panic!("{deed}: {other:?}"),
        }
    }
}

impl Crime {
    /// Changes an event and, with it, the tree; the leaves of which there are now.
    async fn rewrite(&self) -> Vec<Hash> {
        let mut admin = self.world.database.admin().await;
        let deed = "SET session_replication_role = replica;
                    UPDATE events SET metadata = '{}' WHERE position = 5";
        run(&mut admin, deed).await;
        let end = self.end.cast_signed();
        let events = log::read_raw(&mut admin, 0, end, end)
            .await
            .expect("they are there");
        let leaves = events
            .iter()
            .map(|event| Leaf::hash(&leaf_of(event).to_bytes()));
        let leaves: Vec<Hash> = leaves.collect();
        let bytes: Vec<u8> = leaves.iter().flat_map(|hash| hash.0).collect();
        sqlx::query("UPDATE tree_tiles SET hashes = $1 WHERE level = 0 AND number = 0")
            .bind(bytes)
            .execute(&mut admin)
            .await
            .expect("nothing holds the superuser");
        leaves
    }

    /// Puts one checkpoint over these leaves into the place of all.
    async fn sign_anew(&self, leaves: &[Hash], key: &LogKey) {
        let mut tree = Tree::default();
        for leaf in leaves {
            tree.push(*leaf, drop);
        }
        let (origin, size, root) = (LOG_ORIGIN.to_owned(), tree.size(), tree.root());
        let note = Note::sign(Checkpoint { origin, size, root }, &[key]).expect("it is signed");
        let mut admin = self.world.database.admin().await;
        run(
            &mut admin,
            "SET session_replication_role = replica; DELETE FROM checkpoints",
        )
        .await;
        sqlx::query("INSERT INTO checkpoints (origin, size, root, note) VALUES ($1, $2, $3, $4)")
            .bind(LOG_ORIGIN)
            .bind(size.cast_signed())
            .bind(root.0.as_slice())
            .bind(note.to_bytes())
            .execute(&mut admin)
            .await
            .expect("nothing holds the superuser");
    }
}

async fn run(admin: &mut PgConnection, deed: &str) {
    sqlx::raw_sql(deed).execute(admin).await.expect(deed);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_payload_is_named() {
    let scene = Crime::scene().await;
    let (finding, _) = scene
        .commit("UPDATE events SET payload = replace(payload::text, ':', ': ')::json WHERE position = 4")
        .await;
    assert!(
        matches!(finding, Finding::Changed { position: 4 }),
        "{finding}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_of_an_event_counts() {
    let scene = Crime::scene().await;
    for (column, value) in [
        ("event_id", "gen_random_uuid()"),
        ("event_type", "'CodeSent'"),
        ("event_version", "'9'"),
        ("metadata", "'{\"actor\":\"nobody\"}'"),
        ("aggregate_type", "'other'"),
        ("aggregate_id", "'other'"),
        ("sequence", "900"),
        ("account_id", "'a-3'"),
        ("account_version", "900"),
        ("recorded_at", "recorded_at + interval '1 microsecond'"),
    ] {
        // A copy of the row brings the old one back.
        let keep = "CREATE TEMP TABLE kept AS SELECT * FROM events WHERE position = 6";
        let back = "DELETE FROM events WHERE position = 6; INSERT INTO events SELECT * FROM kept;
                    DROP TABLE kept";
        let mut admin = scene.world.database.admin().await;
        run(&mut admin, "SET session_replication_role = replica").await;
        run(&mut admin, keep).await;
        let deed = format!("UPDATE events SET {column} = {value} WHERE position = 6");
        let (finding, _) = scene.commit(&deed).await;
        assert!(
            matches!(finding, Finding::Changed { position: 6 }),
            "{column}: {finding}"
        );
        run(&mut admin, back).await;
        admin.close().await.expect("it closes");
    }
    let bundle = Bundle::of(&scene.world.database.pool(), &Export::default()).await;
    let bundle = bundle.expect("it is exported");
    bundle.verify(&[scene.key]).expect("all is as it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_swapped_events_are_named() {
    let scene = Crime::scene().await;
    let (finding, _) = scene
        .commit(
            "ALTER TABLE events DROP CONSTRAINT events_position_check;
             UPDATE events SET position = -5 WHERE position = 5;
             UPDATE events SET position = 5 WHERE position = 9;
             UPDATE events SET position = 9 WHERE position = -5",
        )
        .await;
    assert!(
        matches!(finding, Finding::Changed { position: 5 }),
        "{finding}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_named() {
    let scene = Crime::scene().await;
    let (finding, bundle) = scene.commit("DELETE FROM events WHERE position = 7").await;
    assert!(
        matches!(
            finding,
            Finding::Missing {
                position: 7,
                found: 8
            }
        ),
        "{finding}"
    );
    assert_eq!(bundle.exported.missing, Some(7));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_tail_is_named() {
    let scene = Crime::scene().await;
    let from = scene.end - 1;
    let (finding, bundle) = scene
        .commit(&format!("DELETE FROM events WHERE position >= {from}"))
        .await;
    assert!(
        matches!(finding, Finding::Truncated { from: found, to } if found == from && to == scene.end),
        "{finding}"
    );
    assert_eq!(bundle.exported.missing, Some(from.cast_signed()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_stream_is_named_by_its_first_event() {
    let scene = Crime::scene().await;
    let first = "SELECT min(position) FROM events WHERE aggregate_type = 'enrollment'";
    let first: i64 = sqlx::query_scalar(first)
        .fetch_one(&scene.world.database.pool())
        .await
        .expect("there is one");
    let (finding, _) = scene
        .commit(&format!(
            "DELETE FROM events WHERE aggregate_id = (SELECT aggregate_id FROM events
             WHERE position = {first})"
        ))
        .await;
    assert!(
        matches!(finding, Finding::Missing { position, .. } if position == first.unsigned_abs()),
        "{finding}"
    );
}

/// Everything behind it moves on by one.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_put_in_between_is_named() {
    let scene = Crime::scene().await;
    let (finding, _) = scene
        .commit(
            "ALTER TABLE events DROP CONSTRAINT events_position;
             UPDATE events SET position = position + 1 WHERE position >= 6;
             INSERT INTO events SELECT aggregate_type, aggregate_id, 900, event_type, event_version,
                 payload, metadata, gen_random_uuid(), account_id, 900, 6, recorded_at
             FROM events WHERE position = 5",
        )
        .await;
    assert!(
        matches!(finding, Finding::Changed { position: 6 }),
        "{finding}"
    );
}

/// The event and the tree's hash for it are changed as one, and only what was signed stands against it.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_rewritten_with_its_hash_does_not_lead_to_what_was_signed() {
    let scene = Crime::scene().await;
    let leaves = scene.rewrite().await;
    let (finding, _) = scene.commit("").await;
    let Finding::Rewritten { from, to } = finding else {
        panic!("{finding}");
    };
    assert!((from..=to).contains(&5), "{from} to {to}");
    // Signed anew, by whom nobody knows.
    let stranger = LogKey::new(LOG_ORIGIN, &[1; 32]).expect("the name is one");
    scene.sign_anew(&leaves, &stranger).await;
    let (finding, _) = scene.commit("").await;
    assert!(matches!(finding, Finding::Unsigned { .. }), "{finding}");
}

/// Whoever has the key can sign another history. What was signed before stands against it, where it
/// was kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_rewritten_and_signed_by_a_stolen_key_contradicts_what_was_kept() {
    let scene = Crime::scene().await;
    let kept = newest(&scene.world.database.pool(), LOG_ORIGIN).await;
    let kept = kept
        .expect("the database is there")
        .expect("it is signed")
        .note;
    let leaves = scene.rewrite().await;
    let stolen = scene.world.database.pool();
    let stolen = Keyring::open(scene.world.master().clone(), &stolen).await;
    let stolen = stolen.expect("the keys open").log_keys().of(LOG_ORIGIN);
    scene
        .sign_anew(&leaves, &stolen.expect("the name is one")[0])
        .await;
    let bundle = Bundle::of(&scene.world.database.pool(), &Export::default()).await;
    let bundle = bundle.expect("it is exported");
    bundle
        .verify(std::slice::from_ref(&scene.key))
        .expect("nothing in it shows");
    let asked = Asked {
        keys: vec![scene.key],
        earlier: Some(Note::from_bytes(&kept).expect("it is a note")),
        ..Asked::default()
    };
    let file = File::open(bundle.path()).expect("it is there");
    match verify(file, &asked, |_| {}) {
        Err(Unverified::Found(finding)) => assert_eq!(finding.exit_code(), 11, "{finding}"),
        other => panic!("{other:?}"),
    }
}

/// While the service runs, nobody has to ask: the patrol comes by.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_event_is_an_alarm_and_nothing_more_is_signed() {
    let mut scene = Crime::scene().await;
    scene.world.start_instance().await;
    scene
        .commit("UPDATE events SET metadata = '{}' WHERE position = 3")
        .await;
    let admin = Portal::new(scene.world.instances[0].admin_url(), vec![]);
    eventually("the patrol notices", async || {
        let answer = admin
            .bare(Method::GET, "/readyz")
            .send()
            .await
            .expect("an answer");
        let readiness = answer.text().await.expect("text");
        readiness.contains("ALARM") && readiness.contains("position 3 is another one")
    })
    .await;
}
