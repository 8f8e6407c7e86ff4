//! The log as a judge reads it: by SQL, past the engine's own reading.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{FromRow, types::Uuid};

use crate::faults::Ground;

/// An event.
#[derive(Debug, FromRow)]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Logged {
    pub position: i64,
    pub event_id: Uuid,
    pub aggregate_type: String,
    pub aggregate_id: String,
    pub sequence: i64,
    pub event_type: String,
    pub account_id: Option<String>,
    pub account_version: Option<i64>,
    pub recorded_at: DateTime<Utc>,
    pub payload: Value,
}

impl Logged {
    /// The code that it is about.
    #[must_use]
    pub fn code(&self) -> (&str, Option<i64>) {
        (&self.aggregate_id, self.payload["number"].as_i64())
    }
}

/// Those of these events that are of this type.
pub(super) fn of_type<'a>(log: &'a [Logged], name: &str) -> impl Iterator<Item = &'a Logged> {
    log.iter().filter(move |event| event.event_type == name)
}

/// The whole log, in its order.
pub(super) async fn read(ground: &Ground) -> Vec<Logged> {
    sqlx::query_as("SELECT * FROM events ORDER BY position")
        .fetch_all(&mut ground.database.admin().await)
        .await
        .expect("the log is there")
}
