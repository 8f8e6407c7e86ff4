//! A moment as a customer's own clock shows it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// The moment in an IANA time zone, to the minute that has begun:
/// `14:05 (Asia/Kuala_Lumpur, UTC+08:00)`, with the date before it where that is not today's. A
/// time zone that is absent or unknown is UTC.
///
/// The date is written as in ISO 8601, which reads the same in every language.
#[must_use]
pub fn local_time(moment: DateTime<Utc>, now: DateTime<Utc>, time_zone: Option<&str>) -> String {
    let zone = time_zone
        .and_then(|name| name.parse().ok())
        .unwrap_or(Tz::UTC);
    let local = moment.with_timezone(&zone);
    let today = local.date_naive() == now.with_timezone(&zone).date_naive();
    let clock = local.format(if today { "%H:%M" } else { "%Y-%m-%d %H:%M" });
    if zone == Tz::UTC {
        format!("{clock} (UTC)")
    } else {
        format!("{clock} ({}, UTC{})", zone.name(), local.format("%:z"))
    }
}
