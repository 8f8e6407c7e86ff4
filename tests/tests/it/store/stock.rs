//! Stock postgres-es and ours read each other's streams.

use std::collections::HashMap;

use countersign::{
    keys::MasterKey,
    store::{Failure, log, replay_log},
};
use countersign_domain::{
    Enrollment, EnrollmentEvent, EnrollmentState, Policy, StreamId, upcasters,
};
use countersign_tests::{database::TestDatabase, engine::Engine, foreign::Foreign};
use cqrs_es::{
    Aggregate, AggregateContext, EventStore,
    persist::{PersistedEventRepository, PersistedEventStore},
};
use postgres_es::PostgresEventRepository;

#[tokio::test]
async fn stock_reads_what_ours_wrote() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    engine.put_account("demo", "demo@example.com").await;
    let (enrollment_id, right) = engine.awaiting_code("demo").await;
    let confirmed = engine
        .confirm(enrollment_id, &right)
        .await
        .expect("the code is right");

    let stock = PersistedEventStore::<PostgresEventRepository, Enrollment>::new_event_store(
        PostgresEventRepository::new(database.pool()),
    );
    let events = stock
        .load_events(&enrollment_id.to_string())
        .await
        .expect("stock reads");
    let sequences: Vec<_> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=events.len()).collect::<Vec<_>>());
    assert_eq!(
        events[0].metadata.get("actor").map(String::as_str),
        Some("portal/test")
    );
    let mut folded = Enrollment::default();
    for event in events {
        folded.apply(event.payload);
    }
    assert_eq!(folded, confirmed.state);
}

#[tokio::test]
async fn ours_reads_and_numbers_what_stock_wrote() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    engine.put_account("demo", "demo@example.com").await;
    let (enrollment_id, _) = engine.awaiting_code("demo").await;

    let repository = PostgresEventRepository::new(database.pool());
    let read = repository
        .get_events::<Enrollment>(&enrollment_id.to_string())
        .await;
    let mut next = read.expect("stock reads").pop().expect("there are events");
    next.sequence += 1;
    let cancelled = EnrollmentEvent::SetupCancelled {};
    next.payload = serde_json::to_value(&cancelled).expect("JSON");
    next.event_type = "SetupCancelled".to_owned();
    next.metadata = serde_json::to_value(HashMap::<String, String>::new()).expect("JSON");
    repository
        .persist::<Enrollment>(&[next], None)
        .await
        .expect("stock writes");

    let stream = StreamId::new(Enrollment::TYPE, enrollment_id.to_string());
    let loaded = engine
        .store
        .load::<Enrollment>(&stream, None, None)
        .await
        .expect("ours reads");
    assert_eq!(loaded.state.state(), Some(EnrollmentState::Cancelled));
    let head = replay_log(&database.pool(), |_| Ok(()))
        .await
        .expect("the log is still dense");
    let mut connection = database.pool().acquire().await.expect("a connection");
    let last = log::read_at(&mut connection, head)
        .await
        .expect("it reads")
        .expect("the last one");
    assert_eq!(
        (last.event_type.as_str(), last.account_id),
        ("SetupCancelled", None)
    );
}

/// An activation of schema version 1, put in by hand, is the same to both.
#[tokio::test]
async fn both_read_an_event_of_an_earlier_schema_version() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    engine.put_account("demo", "demo@example.com").await;
    let (enrollment_id, right) = engine.awaiting_code("demo").await;
    let confirmed = engine.confirm(enrollment_id, &right).await;
    confirmed.expect("the code is right");
    let id = enrollment_id.to_string();
    let activated = Foreign {
        account_id: "demo",
        stream: (Enrollment::TYPE, &id),
        event_type: "EnrollmentActivated",
        event_version: "1",
        payload: r#"{"type":"EnrollmentActivated"}"#,
        folds_otherwise: true,
    };
    activated.append(&database).await;

    let repository = PostgresEventRepository::new(database.pool());
    let stock = PersistedEventStore::<_, Enrollment>::new_event_store(repository)
        .with_upcasters(upcasters::<Enrollment>());
    let mut context = stock.load_aggregate(&id).await.expect("stock reads");
    let stream = StreamId::new(Enrollment::TYPE, &id);
    let loaded = engine.store.load::<Enrollment>(&stream, None, None).await;
    let loaded = loaded.expect("ours reads");
    assert_eq!(*context.aggregate(), loaded.state);
    assert_eq!(loaded.state.state(), Some(EnrollmentState::Active));

    let without = PersistedEventStore::<_, Enrollment>::new_event_store(
        PostgresEventRepository::new(database.pool()),
    );
    let unread = without.load_events(&id).await;
    assert!(unread.is_err(), "the chain is what makes it readable");
}

#[tokio::test]
async fn a_replay_of_a_table_that_is_not_there_fails() {
    let database = TestDatabase::create().await;
    sqlx::raw_sql("ALTER TABLE events RENAME TO elsewhere")
        .execute(&mut database.admin().await)
        .await
        .expect("the superuser may");
    let replay = replay_log(&database.pool(), |_| Ok(())).await;
    assert!(matches!(replay, Err(Failure::Database(_))));
}
