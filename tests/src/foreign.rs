//! What another release of the service, on the same database, has appended.

use sqlx::types::Uuid;

use crate::database::TestDatabase;

/// An event as another release would have appended it.
pub struct Foreign<'a> {
    /// The account it concerns.
    pub account_id: &'a str,
    /// Its aggregate's type and id.
    pub stream: (&'a str, &'a str),
    /// What it is called.
    pub event_type: &'a str,
    /// The version of its schema.
    pub event_version: &'a str,
    /// What it says: JSON, tagged with its type.
    pub payload: &'a str,
    /// Whether that release folds limits otherwise. What it counted is counted again then.
    pub folds_otherwise: bool,
}

impl Foreign<'_> {
    /// Appends it, numbered in the log, its stream and its account; answers its id.
    ///
    /// # Panics
    ///
    /// When the database does not take it.
    pub async fn append(&self, database: &TestDatabase) -> Uuid {
        sqlx::query_scalar(
            "WITH moved AS (
                 UPDATE accounts
                 SET version = version + 1, fold = fold + $6::int,
                     stream_version = stream_version + ($2 = 'account')::int
                 WHERE account_id = $1 RETURNING version)
             INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type,
                                 event_version, payload, metadata, account_id, account_version)
             SELECT $2, $3, (SELECT coalesce(max(sequence), 0) + 1 FROM events
                             WHERE aggregate_type = $2 AND aggregate_id = $3),
                    $4, $7, $5::json, '{\"actor\": \"portal/other\"}', $1, version
             FROM moved RETURNING event_id",
        )
        .bind(self.account_id)
        .bind(self.stream.0)
        .bind(self.stream.1)
        .bind(self.event_type)
        .bind(self.payload)
        .bind(i32::from(self.folds_otherwise))
        .bind(self.event_version)
        .fetch_one(&mut database.admin().await)
        .await
        .expect("it is appended")
    }
}
