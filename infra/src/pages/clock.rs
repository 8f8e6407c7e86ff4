//! Moments as a visitor's own clock shows them.

use chrono::{DateTime, Utc};
use countersign_handlers::{local_clock, local_time, zone_name};

use super::Visitor;

/// A visitor's clock.
pub(super) struct Clock<'a> {
    visitor: &'a Visitor,
    now: DateTime<Utc>,
}

impl<'a> Clock<'a> {
    /// The clock of a visitor, at the database's time.
    pub(super) fn of(visitor: &'a Visitor, now: DateTime<Utc>) -> Self {
        Self { visitor, now }
    }

    /// A moment in the account's time zone.
    pub(super) fn shows(&self, moment: DateTime<Utc>) -> String {
        local_time(
            moment,
            self.now,
            self.visitor.time_zone.as_deref(),
            self.visitor.language,
        )
    }

    /// The same without its zone, where that is told beside it.
    pub(super) fn shows_briefly(&self, moment: DateTime<Utc>) -> String {
        local_clock(
            moment,
            self.now,
            self.visitor.time_zone.as_deref(),
            self.visitor.language,
        )
    }

    /// The zone it goes by.
    pub(super) fn zone(&self) -> &'static str {
        zone_name(self.visitor.time_zone.as_deref())
    }
}
