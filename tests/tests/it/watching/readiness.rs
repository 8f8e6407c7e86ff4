//! `/readyz` says which part is missing.

use std::collections::BTreeMap;

use countersign_tests::world::{World, eventually};
use reqwest::StatusCode;
use serde_json::Value;
use sqlx::Executor;

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_has_everything_is_ready() {
    let world = World::start().await;
    eventually("it is ready", async || missing(&world).await.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_nats_the_relay_waits() {
    let mut world = World::start().await;
    eventually("it is ready", async || missing(&world).await.is_empty()).await;
    world.nats.kill().await;
    misses(&world, &[("nats", ""), ("relay", "waits for NATS")]).await;
    world.nats.restart().await.expect("NATS starts again");
    eventually("it is ready again", async || {
        missing(&world).await.is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_postgresql_nothing_that_rests_on_it_is_there() {
    let mut world = World::start_alone().await;
    eventually("it is ready", async || missing(&world).await.is_empty()).await;
    world.database.server().kill().await;
    let expected = [
        ("database", ""),
        ("keys", ""),
        ("projections", ""),
        ("relay", "waits for PostgreSQL"),
    ];
    misses(&world, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_do_not_open_are_told() {
    let world = World::start().await;
    eventually("it is ready", async || missing(&world).await.is_empty()).await;
    let damage = "UPDATE keys SET wrapped = decode(repeat('00', 60), 'hex')";
    let mut admin = world.database.admin().await;
    admin.execute(damage).await.expect("they are there");
    misses(&world, &[("keys", "")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ahead_of_the_log_is_told_with_its_position() {
    let mut world = World::start().await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    portal.start_setup("demo").await;
    eventually("the stream has both events", async || {
        detail(&world, "relay").await == "published the log up to 2"
    })
    .await;
    // As if the database had been restored to a state before the second.
    let restore = "ALTER TABLE events DISABLE TRIGGER ALL; DELETE FROM events WHERE position = 2";
    let mut admin = world.database.admin().await;
    admin.execute(restore).await.expect("a superuser may");
    world.nats.kill().await;
    misses(&world, &[("nats", ""), ("relay", "waits for NATS")]).await;
    world.nats.restart().await.expect("NATS starts again");
    misses(
        &world,
        &[("relay", "does not have its event at position 2")],
    )
    .await;
}

/// Waits until just these parts are missing, for these reasons.
async fn misses(world: &World, expected: &[(&str, &str)]) {
    eventually("the right parts are missing", async || {
        let missing = missing(world).await;
        let names: Vec<&str> = missing.keys().map(String::as_str).collect();
        let expected_names: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
        let mut reasons = expected.iter();
        names == expected_names && reasons.all(|(name, reason)| missing[*name].contains(reason))
    })
    .await;
}

/// The parts that are missing, with what is said of each.
async fn missing(world: &World) -> BTreeMap<String, String> {
    let (status, answer) = readyz(world).await;
    let parts = answer["parts"].as_object().expect("parts");
    let missing: BTreeMap<String, String> = parts
        .iter()
        .filter(|(_, part)| part["ok"] == false)
        .map(|(name, part)| (name.clone(), text(&part["detail"])))
        .collect();
    assert_eq!(status == StatusCode::OK, missing.is_empty(), "{answer}");
    assert_eq!(answer["ready"], missing.is_empty());
    missing
}

async fn detail(world: &World, part: &str) -> String {
    text(&readyz(world).await.1["parts"][part]["detail"])
}

async fn readyz(world: &World) -> (StatusCode, Value) {
    let url = format!("{}/readyz", world.instances[0].admin_url());
    let answer = reqwest::get(url).await.expect("the admin listener answers");
    (answer.status(), answer.json().await.expect("it is JSON"))
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
