//! A page of the log.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    readings::Reason,
    store::{StoredEvent, log::PAGE_EVENTS_MAX},
    wire::WireEvent,
};

const PAGE_EVENTS_DEFAULT: i64 = 100;

/// Which page of the log.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// The position after which the page begins; 0 where there is none.
    #[param(value_type = Option<i64>, minimum = 0)]
    after: Option<After>,
    /// The most events the page has, 1 to 1000; 100 where there is none.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 1000)]
    limit: Option<Limit>,
    /// Why it is read; recorded beside who read it and when.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200,
            pattern = r"^[^\x00-\x1f\x7f-\x9f]*$")]
    reason: Option<Reason>,
}

/// A page of the log, in its order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventPage {
    events: Vec<WireEvent>,
    /// The `after` of the next page; null where this one reached the end.
    next: Option<i64>,
}

impl PageQuery {
    pub(super) fn after(&self) -> i64 {
        self.after.as_ref().map_or(0, |After(position)| *position)
    }

    /// One event more than the page has says whether there is a next one.
    pub(super) fn events_to_read(&self) -> i64 {
        self.limit() + 1
    }

    /// Why it is asked for.
    pub(super) fn reason(&self) -> Option<String> {
        self.reason.as_ref().map(|Reason(text)| text.clone())
    }

    /// The page of the events that were read.
    pub(super) fn page(&self, stored: &[StoredEvent]) -> EventPage {
        let length = usize::try_from(self.limit()).unwrap_or(usize::MAX);
        let events: Vec<WireEvent> = stored.iter().take(length).map(WireEvent::from).collect();
        let next = events
            .last()
            .filter(|_| stored.len() > length)
            .map(|event| event.position);
        EventPage { events, next }
    }

    fn limit(&self) -> i64 {
        self.limit
            .as_ref()
            .map_or(PAGE_EVENTS_DEFAULT, |Limit(limit)| *limit)
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct After(i64);

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Limit(i64);

impl TryFrom<String> for After {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        number(&text)
            .map(Self)
            .ok_or("a position is a number from 0")
    }
}

impl TryFrom<String> for Limit {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let limit = number(&text).filter(|limit| (1..=PAGE_EVENTS_MAX).contains(limit));
        limit.map(Self).ok_or("a limit is a number from 1 to 1000")
    }
}

/// A number from 0, in digits and nothing else.
fn number(text: &str) -> Option<i64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}
