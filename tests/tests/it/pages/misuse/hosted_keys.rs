//! Hosted URLs that are asked for again and again under one idempotency key.

use countersign::api_keys::Role;
use countersign_domain::Policy;
use countersign_tests::{
    portal::Answer,
    world::{RETURN_ORIGIN, World, eventually},
};
use futures::future::{join, join_all};
use reqwest::{Method, StatusCode};
use serde_json::json;
use sqlx::{Connection, PgConnection};

use super::hosted::SESSIONS;

async fn two_instances() -> World {
    let world = World::start_with(2, Policy::default()).await;
    world.portal().put_account("demo", "demo@example.com").await;
    world
}

async fn ask(world: &World, instance: usize, key: &str, locale: &str) -> Answer {
    let body = json!({"return_url": RETURN_ORIGIN, "locale": locale});
    let portal = world.portal_of(instance);
    let request = portal.request(Role::Portal, Method::POST, SESSIONS);
    Answer::of(request.header("idempotency-key", key).json(&body)).await
}

async fn execute(connection: &mut PgConnection, statement: &str) {
    let done = sqlx::raw_sql(statement).execute(connection).await;
    done.expect("the superuser may");
}

/// Waits until so many requests wait for a lock in the world's database.
async fn until_locked_out(world: &World, requests: i64) {
    let mut admin = world.database.admin().await;
    eventually("they wait", async || {
        let waiting: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .fetch_one(&mut admin)
        .await
        .expect("the superuser may");
        waiting == requests
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_url_is_shown_once_under_its_key() {
    let world = two_instances().await;
    let tries = (0..8).map(|number| ask(&world, number % 2, "one", "en"));
    let answers = join_all(tries).await;
    let (shown, refused): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|answer| answer.status == StatusCode::CREATED);
    assert_eq!((shown.len(), refused.len()), (1, 7));
    for answer in &refused {
        let problem = answer.problem(409);
        assert!(
            ["in-flight", "already-answered"].contains(&problem),
            "{problem}"
        );
        assert!(!answer.body.to_string().contains("/hosted/"));
    }
    for instance in [0, 1] {
        let later = ask(&world, instance, "one", "en").await;
        assert_eq!(later.problem(409), "already-answered");
    }
    let other = ask(&world, 0, "one", "ms").await;
    assert_eq!(other.problem(422), "idempotency-mismatch");
    let next = ask(&world, 0, "two", "en").await;
    assert_ne!(
        next.expect(StatusCode::CREATED)["url"],
        shown[0].body["url"]
    );
    let urls: i64 = sqlx::query_scalar("SELECT count(*) FROM page_entries")
        .fetch_one(&mut world.database.admin().await)
        .await
        .expect("the table is there");
    assert_eq!(urls, 2, "none was made in vain");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_url_that_is_just_being_made_is_in_flight() {
    let world = two_instances().await;
    let mut admin = world.database.admin().await;
    let mut held = admin.begin().await.expect("a transaction");
    execute(&mut held, "LOCK TABLE page_entries IN EXCLUSIVE MODE").await;
    let second = async {
        until_locked_out(&world, 1).await;
        let second = ask(&world, 0, "one", "en").await;
        held.rollback().await.expect("it is given back");
        second
    };
    let (first, second) = join(ask(&world, 0, "one", "en"), second).await;
    assert_eq!(second.problem(409), "in-flight");
    first.expect(StatusCode::CREATED);
    let later = ask(&world, 0, "one", "en").await;
    assert_eq!(later.problem(409), "already-answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_forgotten_just_as_it_is_found_used_makes_one_url() {
    let world = two_instances().await;
    ask(&world, 0, "one", "en")
        .await
        .expect(StatusCode::CREATED);
    let mut admin = world.database.admin().await;
    // Between the two statements that find it used, it waits for this test.
    let stop = "
        CREATE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_advisory_xact_lock_shared(17);
            RETURN NULL;
        END $$;
        CREATE TRIGGER waits AFTER INSERT ON answered
            FOR EACH STATEMENT EXECUTE FUNCTION wait_for_the_test();
        SELECT pg_advisory_lock(17)";
    execute(&mut admin, stop).await;
    let forget = async {
        until_locked_out(&world, 2).await;
        let forgotten = "DELETE FROM answered; SELECT pg_advisory_unlock(17)";
        execute(&mut admin, forgotten).await;
    };
    let asked = join(ask(&world, 0, "one", "en"), ask(&world, 1, "one", "en"));
    let ((first, second), ()) = join(asked, forget).await;
    let mut statuses = [first.status, second.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::CREATED, StatusCode::CONFLICT]);
    let refused = [first, second]
        .into_iter()
        .find(|answer| answer.status == StatusCode::CONFLICT);
    let refused = refused.expect("one of the two");
    assert_eq!(refused.problem(409), "already-answered");
}
