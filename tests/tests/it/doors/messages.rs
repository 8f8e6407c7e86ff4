//! A message is a nudge: forged, stale or garbled it does nothing.

use countersign::nats;
use countersign_tests::world::{BOUND, World, eventually};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_message_sends_no_mail() {
    let world = World::start().await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let (_, _) = portal.awaiting_code("demo", &world.smtp).await;
    let client = nats::connect(&world.nats.url())
        .await
        .expect("the URL is one");
    let stranger = uuid::Uuid::from_u128(7);
    for payload in [
        json!({"position": 4, "event_id": stranger}).to_string(),
        json!({"position": 1, "event_id": stranger}).to_string(),
        json!({"position": 999_999, "event_id": stranger}).to_string(),
        "garbage".to_owned(),
        String::new(),
    ] {
        let subject = "countersign.log.enrollment.CodeIssued";
        client
            .publish(subject, payload.into())
            .await
            .expect("it is published");
    }
    client.flush().await.expect("NATS took them");

    // Another account's code still comes, behind all of them, and nothing but it.
    portal.put_account("other", "other@example.com").await;
    let before = world.smtp.mails().len();
    portal.awaiting_code("other", &world.smtp).await;
    let mails = world
        .smtp
        .wait_for(|mails| mails.len() > before, BOUND)
        .await;
    eventually("the queue of the consumer is empty", async || {
        let jetstream = nats::jetstream(client.clone());
        let stream = jetstream
            .get_stream(nats::STREAM)
            .await
            .expect("the stream");
        let mut consumer = stream
            .get_consumer::<async_nats::jetstream::consumer::pull::Config>("code-mail")
            .await
            .expect("the consumer");
        let info = consumer.info().await.expect("its state");
        info.num_pending == 0 && info.num_ack_pending == 0
    })
    .await;
    assert_eq!(world.smtp.mails().len(), before + 1);
    assert_eq!(mails[before].recipients, ["other@example.com"]);
}
