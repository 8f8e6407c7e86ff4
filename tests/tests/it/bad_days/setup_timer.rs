//! A setup that runs out becomes `SetupExpired` and frees the account, once over two instances.

use chrono::TimeDelta;
use countersign::api_keys::Role;
use countersign_domain::Policy;
use countersign_tests::world::{World, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_runs_out_by_itself() {
    let world = World::start_with(2, Policy::default()).await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let id = portal.start_setup("demo").await;
    let path = format!("/v1/enrollments/{id}");
    world.database.shift_clock(TimeDelta::minutes(31)).await;
    eventually("the timer rings", async || {
        portal.get(Role::Portal, &path).await.body["state"] == "expired"
    })
    .await;
    portal.start_setup("demo").await;
    let expired: i64 =
        sqlx::query_scalar("SELECT count(*) FROM events WHERE event_type = 'SetupExpired'")
            .fetch_one(&mut world.database.admin().await)
            .await
            .expect("the log is there");
    assert_eq!(expired, 1);
}
