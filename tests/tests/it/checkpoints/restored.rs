//! A database that was restored to an older state than was signed.

use countersign::api_keys::Role;
use countersign_tests::{
    portal::Portal,
    world::{World, eventually},
};
use reqwest::{Method, StatusCode};

use super::scene::{checkpoint, signed_up_to};

/// What an instance says of its signer.
async fn signer(world: &World) -> String {
    let portal = Portal::new(world.instances[0].admin_url(), vec![]);
    let answer = portal.bare(Method::GET, "/readyz").send().await;
    let readiness: serde_json::Value = answer.expect("an answer").json().await.expect("JSON");
    readiness["parts"]["signer"]["detail"]
        .as_str()
        .expect("it is among the parts")
        .to_owned()
}

async fn register(world: &World, accounts: std::ops::Range<u32>) {
    for number in accounts {
        let (id, email) = (format!("a-{number}"), format!("a-{number}@example.com"));
        world
            .portal()
            .put_account(&id, &email)
            .await
            .expect(StatusCode::CREATED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_shorter_than_what_was_signed_is_not_signed_on_however_far_it_grows() {
    let mut world = World::start().await;
    register(&world, 0..3).await;
    let kept = signed_up_to(&world, 3).await;
    world.stop_instances().await;
    let older = world.database.copy().await;
    world.start_instance().await;
    register(&world, 3..6).await;
    signed_up_to(&world, 6).await;
    world.stop_instances().await;

    world.database = older;
    world.start_instance().await;
    eventually("the signer refuses", async || {
        signer(&world).await == "ALARM: the log ends at 3; it was signed up to 6"
    })
    .await;
    register(&world, 13..20).await;
    eventually("the signer still refuses", async || {
        signer(&world)
            .await
            .contains("the log is not the one that was signed up to 6")
    })
    .await;
    let newest = checkpoint(&world).await.expect("there is one");
    assert_eq!(newest.checkpoint(), kept.checkpoint());
    let metrics = Portal::new(world.instances[0].admin_url(), vec![]);
    let metrics = metrics
        .bare(Method::GET, "/metrics")
        .send()
        .await
        .expect("an answer");
    let metrics = metrics.text().await.expect("text");
    assert!(
        metrics.contains("countersign_signing_refused 1"),
        "{metrics}"
    );
    // Everything else goes on.
    world
        .portal()
        .get(Role::Auditor, "/v1/log")
        .await
        .expect(StatusCode::OK);
}
