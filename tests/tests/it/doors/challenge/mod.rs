//! Once two-factor is on: who passes, by what, and how often.

mod whole;
mod codes;
mod once;
mod counters;
mod forger;
mod assertion;
mod disable;
mod earlier_schema;

use countersign::api_keys::Role;
use countersign_tests::{portal::Portal, world::World};
use reqwest::StatusCode;
use serde_json::Value;

/// The account that these tests are about.
const ACCOUNT: &str = "racer";

/// Whether two-factor is on.
async fn two_factor(portal: &Portal) -> Value {
    let path = format!("/v1/accounts/{ACCOUNT}/security");
    let security = portal.get(Role::Portal, &path).await;
    security.expect(StatusCode::OK)["two_factor"].clone()
}

/// How many events of this type challenges have in the log.
async fn count(world: &World, event_type: &str) -> i64 {
    let count = sqlx::query_scalar(
        "SELECT count(*) FROM events WHERE aggregate_type = 'challenge' AND event_type = $1",
    );
    let mut log = world.database.admin().await;
    let count = count.bind(event_type).fetch_one(&mut log).await;
    count.expect("the log is there")
}
