//! What is appended is signed, and proven.

use countersign::{api_keys::Role, checkpoints::Export, keys};
use countersign_audit::{Leaf, Note, Proof};
use countersign_domain::Policy;
use countersign_tests::world::{World, eventually};
use reqwest::StatusCode;
use tokio::task::JoinSet;

use super::scene::{Bundle, bytes, checkpoint, hashes, head, signed_up_to, vkey};

#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_proven_by_the_api_and_every_growth_too() {
    let world = World::start().await;
    assert!(checkpoint(&world).await.is_none());
    let portal = world.portal();
    portal.switch_on("a-1", &world.smtp).await;
    let first = signed_up_to(&world, 3).await;
    portal.switch_on("a-2", &world.smtp).await;
    let end = head(&world.database.pool()).await;
    let last = signed_up_to(&world, end).await;
    let keys = [vkey(&world)];
    for note in [&first, &last] {
        note.require_signed(&keys).expect("it is signed");
    }
    let (size, root) = (last.checkpoint().size, last.checkpoint().root);
    for position in 1..=end {
        let path = format!("/v1/log/proof/inclusion?position={position}&size={size}");
        let answer = portal.get(Role::Auditor, &path).await;
        let proof = answer.expect(StatusCode::OK);
        let leaf = bytes(&proof["leaf"]);
        assert_eq!(
            Leaf::from_bytes(&leaf).expect("it is a leaf").position,
            position
        );
        let leaf = (position, Leaf::hash(&leaf));
        Proof::check_inclusion(&hashes(proof), leaf, (size, root)).expect("it is proven");
    }
    let from = first.checkpoint();
    let path = format!("/v1/log/proof/consistency?from={}&to={size}", from.size);
    let answer = portal.get(Role::Auditor, &path).await;
    let proof = hashes(answer.expect(StatusCode::OK));
    let (earlier, later) = ((from.size, from.root), (size, root));
    Proof::check_consistency(&proof, earlier, later).expect("it is proven");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_is_not_proven() {
    let world = World::start().await;
    let portal = world.portal();
    for path in [
        "/v1/log/checkpoint",
        "/v1/log/checkpoint?cosigned=true",
        "/v1/log/proof/inclusion?position=1",
        "/v1/log/proof/consistency?from=1",
    ] {
        assert_eq!(
            portal.get(Role::Auditor, path).await.problem(404),
            "not-found"
        );
    }
    portal.put_account("a-1", "a@example.com").await;
    signed_up_to(&world, 1).await;
    for path in [
        "/v1/log/proof/inclusion?position=2",
        "/v1/log/proof/inclusion?position=1&size=2",
        "/v1/log/proof/consistency?from=2",
        "/v1/log/proof/consistency?from=1&to=2",
    ] {
        let answer = portal.get(Role::Auditor, path).await;
        assert_eq!(answer.problem(404), "not-found", "{path}");
    }
    for path in [
        "/v1/log/proof/inclusion?position=0",
        "/v1/log/proof/inclusion",
        "/v1/log/proof/consistency?from=-1",
        "/v1/log/checkpoint?cosigned=1",
    ] {
        let answer = portal.get(Role::Auditor, path).await;
        assert_eq!(answer.problem(400), "invalid-input", "{path}");
    }
    for role in [Role::Portal, Role::Support, Role::Analyst, Role::Operator] {
        let answer = portal.get(role, "/v1/log/checkpoint").await;
        assert_eq!(answer.problem(403), "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_sign_at_once_sign_one_history() {
    let mut world = World::start_with(3, Policy::default()).await;
    for number in 0..300 {
        let id = format!("a-{number}");
        let put = world
            .portal()
            .put_account(&id, &format!("{id}@example.com"))
            .await;
        put.expect(StatusCode::CREATED);
    }
    signed_up_to(&world, 300).await;
    let key = vkey(&world);
    world.stop_instances().await;
    let pool = world.database.pool();
    let notes: Vec<Vec<u8>> = sqlx::query_scalar("SELECT note FROM checkpoints ORDER BY size")
        .fetch_all(&pool)
        .await
        .expect("they are there");
    assert!(notes.len() > 1, "it was signed piece by piece");
    for note in notes {
        let note = Note::from_bytes(&note).expect("it is a note");
        note.require_signed(std::slice::from_ref(&key))
            .expect("it is signed");
    }
    // Every checkpoint on the way is held against the events.
    let bundle = Bundle::of(&pool, &Export::default())
        .await
        .expect("it is exported");
    assert_eq!(bundle.verify(&[key]).expect("it is good").events, 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_while_others_write_verifies() {
    let world = World::start_with(2, Policy::default()).await;
    world.portal().put_account("a-0", "a-0@example.com").await;
    signed_up_to(&world, 1).await;
    let (pool, key) = (world.database.pool(), vkey(&world));
    let mut writers = JoinSet::new();
    for writer in 1..=8 {
        let portal = world.portal();
        writers.spawn(async move {
            for number in 0.. {
                let id = format!("a-{writer}-{number}");
                let put = portal.put_account(&id, &format!("{id}@example.com")).await;
                put.expect(StatusCode::CREATED);
            }
        });
    }
    let mut sizes = vec![];
    while sizes.len() < 5 {
        let bundle = Bundle::of(&pool, &Export::default())
            .await
            .expect("it is exported");
        let verified = bundle
            .verify(std::slice::from_ref(&key))
            .expect("it is good");
        assert_eq!(verified.events, verified.checkpoint.size);
        sizes.push(verified.events);
        signed_up_to(&world, verified.events + 20).await;
    }
    assert!(sizes.is_sorted() && sizes[0] < sizes[4], "{sizes:?}");
    writers.abort_all();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_exported_with_its_proofs() {
    let world = World::start().await;
    let portal = world.portal();
    for account_id in ["a-1", "a-2", "a-3"] {
        portal.switch_on(account_id, &world.smtp).await;
    }
    let pool = world.database.pool();
    signed_up_to(&world, head(&pool).await).await;
    let account = Some("a-2".parse().expect("an account id"));
    let export = Export {
        account,
        cosigned: false,
    };
    let bundle = Bundle::of(&pool, &export).await.expect("it is exported");
    let verified = bundle.verify(&[vkey(&world)]).expect("it is good");
    let history = portal.get(Role::Auditor, "/v1/accounts/a-2/history").await;
    let history = history.expect(StatusCode::OK)["events"]
        .as_array()
        .map(Vec::len);
    assert_eq!(usize::try_from(verified.events).ok(), history);
    assert_eq!(bundle.exported.missing, None);
    let nobody = Export {
        account: Some("nobody".parse().expect("an account id")),
        cosigned: false,
    };
    assert!(Bundle::of(&pool, &nobody).await.is_err());
    let cosigned = Export {
        cosigned: true,
        ..Export::default()
    };
    assert!(Bundle::of(&pool, &cosigned).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_rotate_with_both_signing() {
    let world = World::start().await;
    let portal = world.portal();
    portal.put_account("a-1", "a@example.com").await;
    let before = vkey(&world);
    let masters = world.master().clone().into();
    let pool = world.database.pool();
    keys::rotate_log_keys(&masters, &pool)
        .await
        .expect("it rotates");
    let keyring = world.instances[0].store().keyring();
    keyring.refresh(&pool).await.expect("it takes it up");
    let after = vkey(&world);
    assert_ne!(before, after);
    portal.put_account("a-2", "b@example.com").await;
    let note = signed_up_to(&world, 2).await;
    for key in [&before, &after] {
        note.require_signed(std::slice::from_ref(key))
            .expect("it is signed by both");
    }
    world
        .database
        .shift_clock(chrono::TimeDelta::days(31))
        .await;
    let rotation = keys::rotate_log_keys(&masters, &pool)
        .await
        .expect("it rotates");
    assert_eq!(rotation.destroyed.len(), 1);
    keyring.refresh(&pool).await.expect("it takes it up");
    portal.put_account("a-3", "c@example.com").await;
    let only_new = async || {
        let note = signed_up_to(&world, 3).await;
        note.require_signed(std::slice::from_ref(&before)).is_err()
            && note.require_signed(std::slice::from_ref(&after)).is_ok()
    };
    eventually("the old key signs no more", only_new).await;
}
