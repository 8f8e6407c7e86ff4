//! Accounts with histories, as many as it takes, written past the API: every row is what the engine
//! would have written.

use std::{fmt::Write, ops::Range};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use countersign::{entropy, keys::MasterKey};
use countersign_domain::{AccountId, Event, Limits};
use countersign_tests::{database::TestDatabase, portal};
use sqlx::{Executor, PgConnection};

use crate::story::{Past, Story, Told};

/// Customers who are about at once: so far their events mix in the log.
const AT_ONCE: usize = 100;
/// Accounts of one COPY.
const CHUNK: usize = 10_000;
const ACCOUNTS: &str = "COPY accounts (account_id, version, stream_version, fold, account, limits,
    password_hash, data_key, master_key_id) FROM STDIN";
const METADATA: &str = r#"{"actor":"portal/bench"}"#;
const EVENTS: &str = "COPY events (aggregate_type, aggregate_id, sequence, event_type,
    event_version, payload, metadata, event_id, account_id, account_version, position, recorded_at)
    FROM STDIN";

/// The id of the account of this number.
pub(crate) fn account_id(number: usize) -> AccountId {
    format!("customer-{number:07}")
        .parse()
        .expect("an account id")
}

/// Fills an empty database with so many accounts of this story.
pub(crate) async fn fill(
    database: &TestDatabase,
    master: &MasterKey,
    accounts: usize,
    story: Story,
) {
    let mut admin = database.admin().await;
    // Every position is given here: nothing is left to the triggers.
    let replica = "SET session_replication_role = replica";
    admin.execute(replica).await.expect("the superuser may");
    let now: DateTime<Utc> = sqlx::query_scalar("SELECT wall_clock()")
        .fetch_one(&mut admin)
        .await
        .expect("the time");
    let past = Past {
        master,
        story,
        at: (now - Duration::hours(2)).trunc_subsecs(6),
    };
    let mut position = 0;
    for first in (0..accounts).step_by(CHUNK) {
        let chunk = Chunk::of(first..accounts.min(first + CHUNK), &past, &mut position);
        copy(&mut admin, ACCOUNTS, chunk.accounts).await;
        copy(&mut admin, EVENTS, chunk.events).await;
    }
    let vacuum = "VACUUM (ANALYZE) events, accounts";
    admin.execute(vacuum).await.expect("it is done");
}

/// Rows in COPY's text format. Nothing in them needs an escape.
#[derive(Default)]
struct Chunk {
    accounts: String,
    events: String,
}

impl Chunk {
    fn of(numbers: Range<usize>, past: &Past<'_>, position: &mut i64) -> Self {
        let mut chunk = Self::default();
        for first in numbers.clone().step_by(AT_ONCE) {
            let numbers = first..numbers.end.min(first + AT_ONCE);
            let told: Vec<Told> = numbers
                .map(|number| past.tell(account_id(number)))
                .collect();
            for account in &told {
                chunk.account(account, past.master);
            }
            for place in 0..past.story.events() {
                for account in &told {
                    *position += 1;
                    chunk.event(account, place, *position, past.at);
                }
            }
        }
        chunk
    }

    fn account(&mut self, told: &Told, master: &MasterKey) {
        let key: String = told
            .wrapped_key
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
        let _ = writeln!(
            self.accounts,
            "{}\t{}\t1\t{}\t{}\t{}\t{}\t\\\\x{key}\t{}",
            told.account_id,
            told.events.len(),
            Limits::FOLD_VERSION,
            json(&told.account),
            json(&told.limits),
            portal::password_hash(),
            master.id(),
        );
    }

    fn event(&mut self, told: &Told, place: usize, position: i64, at: DateTime<Utc>) {
        let (stream, sequence, event) = &told.events[place];
        let payload = match event {
            Event::Account(event) => json(event),
            Event::Enrollment(event) => json(event),
            Event::Challenge(event) => json(event),
        };
        let _ = writeln!(
            self.events,
            "{}\t{}\t{sequence}\t{}\t{}\t{payload}\t{}\t{}\t{}\t{}\t{position}\t{}",
            stream.aggregate_type,
            stream.aggregate_id,
            event.event_type(),
            event.event_version(),
            METADATA,
            entropy::new_id(),
            told.account_id,
            place + 1,
            at.to_rfc3339(),
        );
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("it is JSON")
}

async fn copy(connection: &mut PgConnection, statement: &str, rows: String) {
    let mut into = connection
        .copy_in_raw(statement)
        .await
        .expect("the superuser may");
    into.send(rows.into_bytes()).await.expect("it is sent");
    into.finish().await.expect("the rows are taken");
}
