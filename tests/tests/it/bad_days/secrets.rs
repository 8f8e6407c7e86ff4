//! The mailed code and the password stand in no row of the database and in no message.

use countersign::nats;
use countersign_domain::Policy;
use countersign_tests::{
    portal::PASSWORD,
    search::{Secret, found},
    world::World,
};
use futures::StreamExt;
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn no_table_and_no_message_holds_a_code_or_a_password() {
    let policy = Policy {
        code_digits: 8,
        ..Policy::default()
    };
    let world = World::start_with(1, policy).await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let (id, code) = portal.awaiting_code("demo", &world.smtp).await;
    assert_eq!(code.len(), 8);
    portal
        .command(&id, "confirm-code", json!({"code": code}))
        .await
        .expect(StatusCode::OK);
    portal
        .command(&id, "acknowledge", json!({}))
        .await
        .expect(StatusCode::OK);

    let mut everything = String::new();
    let mut admin = world.database.admin().await;
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
            .fetch_all(&mut admin)
            .await
            .expect("the catalogue is there");
    for table in &tables {
        let rows: Vec<String> = sqlx::query_scalar(&format!("SELECT t::text FROM {table} t"))
            .fetch_all(&mut admin)
            .await
            .expect("its rows");
        everything.extend(rows);
    }
    let client = nats::connect(&world.nats.url())
        .await
        .expect("the URL is one");
    let stream = nats::jetstream(client)
        .get_stream(nats::STREAM)
        .await
        .expect("the stream");
    let consumer = async_nats::jetstream::consumer::pull::Config::default();
    let consumer = stream.create_consumer(consumer).await.expect("a consumer");
    let mut messages = consumer
        .fetch()
        .max_messages(100)
        .messages()
        .await
        .expect("messages");
    let mut count = 0;
    while let Some(Ok(message)) = messages.next().await {
        count += 1;
        everything.push_str(&String::from_utf8_lossy(&message.payload));
    }
    assert!(
        count >= 4 && everything.contains("CodeIssued"),
        "there is something to search"
    );
    let [plain, grouped] = Secret::code("the code", &code);
    let secrets = [plain, grouped, Secret::long("the password", PASSWORD)];
    assert_eq!(found(everything.as_bytes(), &secrets), [""; 0]);
    assert!(
        !everything.contains("demo@example.com"),
        "an address stands readable"
    );
}
