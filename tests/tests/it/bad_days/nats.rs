//! NATS away: commands and reads go on, and mails follow when it is back.

use countersign::api_keys::Role;
use countersign_tests::{portal::next_code, world::World};
use reqwest::StatusCode;

#[tokio::test(flavor = "multi_thread")]
async fn mails_follow_when_nats_is_back() {
    let mut world = World::start().await;
    let portal = world.portal();
    world.nats.kill().await;
    portal
        .put_account("demo", "demo@example.com")
        .await
        .expect(StatusCode::CREATED);
    let id = portal.start_setup("demo").await;
    portal.verify_password(&id).await.expect(StatusCode::OK);
    let security = portal.get(Role::Portal, "/v1/accounts/demo/security").await;
    assert_eq!(security.expect(StatusCode::OK)["two_factor"], "setting_up");

    world.nats.restart().await.expect("NATS starts again");
    next_code(&world.smtp, 0).await;
}
