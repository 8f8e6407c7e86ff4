//! An event with its place in the log.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{AccountId, Event, StreamId};

/// One event of the log with its place in it, its stream and its account.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedEvent {
    /// Its place in the one dense order of all events: 1, 2, 3, …
    pub position: i64,
    /// Its identity, wherever it is told of.
    pub event_id: Uuid,
    /// When it was appended, by the database's clock; never runs backwards along positions.
    pub recorded_at: DateTime<Utc>,
    /// The stream it stands in.
    pub stream: StreamId,
    /// Its number in that stream, from 1.
    pub version: i64,
    /// The account it concerns.
    pub account_id: AccountId,
    /// Its number among all events of that account, from 1.
    pub account_version: i64,
    /// What happened.
    pub event: Event,
}
