//! Who does the same work in the first row: our store, what users of cqrs-es would otherwise pick,
//! and the plainest thing PostgreSQL has.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use countersign::{
    entropy,
    store::{Metadata, Ready, Store, Submission},
};
use countersign_domain::{AccountId, Enrollment, EnrollmentEvent, EnrollmentId, Facts};
use countersign_tests::database::TestDatabase;
use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use postgres_es::{PostgresCqrs, default_postgress_pool, postgres_cqrs};
use sqlx::{Executor, PgPool};

use crate::visit;

/// The table of postgres-es 0.5, and a copy of it for the plain INSERTs.
const TABLES: &str = "
    CREATE TABLE events (
        aggregate_type text NOT NULL, aggregate_id text NOT NULL,
        sequence bigint NOT NULL CHECK (sequence >= 0), event_type text NOT NULL,
        event_version text NOT NULL, payload json NOT NULL, metadata json NOT NULL,
        PRIMARY KEY (aggregate_type, aggregate_id, sequence));
    CREATE TABLE inserted (LIKE events INCLUDING ALL)";

/// One who does what a visit asks for.
pub(crate) enum Peer {
    /// Our store.
    Ours(Arc<Store>),
    /// Stock postgres-es, as it comes, with the same aggregate and so the same events.
    Stock(Box<PostgresCqrs<Enrollment>>),
    /// An INSERT for each event, by a prepared statement.
    Inserts(PgPool, Vec<EnrollmentEvent>),
}

impl Peer {
    /// Stock and the INSERTs on tables of their own. The framework fixes its services at
    /// construction, so the facts are the same for every account.
    pub(crate) async fn others(database: &TestDatabase, pool: PgPool, facts: Facts) -> [Self; 2] {
        let mut admin = database.admin().await;
        admin.execute(TABLES).await.expect("the tables are made");
        let events = events_of_a_visit(&facts).await;
        let stock = default_postgress_pool(&database.admin_url()).await;
        let stock = postgres_cqrs(stock, vec![], facts);
        [Self::Stock(Box::new(stock)), Self::Inserts(pool, events)]
    }

    /// Makes a whole visit, and counts what was done as it is done.
    pub(crate) async fn visit(&self, account_id: &AccountId, done: &AtomicUsize) {
        let enrollment_id = EnrollmentId(entropy::new_id());
        let commands = visit::commands(enrollment_id, account_id);
        let aggregate_id = enrollment_id.to_string();
        match self {
            Self::Ours(store) => {
                for command in commands {
                    let submission = Submission {
                        aggregate_id: aggregate_id.clone(),
                        account_id: Some(account_id.clone()),
                        command: Ready(command),
                        metadata: Metadata::by("portal/bench"),
                        customer: None,
                        idempotency: None,
                    };
                    let executed = store.execute::<Enrollment>(submission).await;
                    visit::expect_done(executed);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            }
            Self::Stock(cqrs) => {
                for command in commands {
                    let metadata = [("actor".to_owned(), "portal/bench".to_owned())].into();
                    let executed = cqrs.execute_with_metadata(&aggregate_id, command, metadata);
                    executed.await.expect("no step is refused");
                    done.fetch_add(1, Ordering::Relaxed);
                }
            }
            Self::Inserts(pool, events) => {
                for (sequence, event) in (1..).zip(events) {
                    insert(pool, &aggregate_id, sequence, event).await;
                    done.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }
}

async fn insert(pool: &PgPool, aggregate_id: &str, sequence: i64, event: &EnrollmentEvent) {
    sqlx::query(
        "INSERT INTO inserted (aggregate_type, aggregate_id, sequence, event_type, event_version,
                               payload, metadata)
         VALUES ($1, $2, $3, $4, $5, $6::json, $7::json)",
    )
    .bind(Enrollment::TYPE)
    .bind(aggregate_id)
    .bind(sequence)
    .bind(event.event_type())
    .bind(event.event_version())
    .bind(serde_json::to_string(event).expect("an event is JSON"))
    .bind(r#"{"actor":"portal/bench"}"#)
    .execute(pool)
    .await
    .expect("the row is inserted");
}

async fn events_of_a_visit(facts: &Facts) -> Vec<EnrollmentEvent> {
    let account_id = "bench".parse().expect("an account id");
    let mut enrollment = Enrollment::default();
    let mut events = vec![];
    for command in visit::commands(EnrollmentId(entropy::new_id()), &account_id) {
        let sink = EventSink::default();
        let handled = enrollment.handle(command, facts, &sink).await;
        handled.expect("no step is refused");
        events.extend(sink.collect().await);
    }
    events
}
