//! A moment as a customer's own clock and calendar show it.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;

use crate::Language;

/// The moment in an IANA time zone, to the minute that has begun:
/// `14:05 (Asia/Kuala_Lumpur, UTC+08:00)`, with the date before it where that is not today's. A
/// time zone that is absent or unknown is UTC.
#[must_use]
pub fn local_time(
    moment: DateTime<Utc>,
    now: DateTime<Utc>,
    time_zone: Option<&str>,
    language: Language,
) -> String {
    let local = moment.with_timezone(&zone(time_zone));
    let time = time_in_zone(&local, language);
    unless_today(&local, now, time, language)
}

/// The same without its zone.
#[must_use]
pub fn local_clock(
    moment: DateTime<Utc>,
    now: DateTime<Utc>,
    time_zone: Option<&str>,
    language: Language,
) -> String {
    let local = moment.with_timezone(&zone(time_zone));
    unless_today(&local, now, clock(&local), language)
}

/// The name of the zone that times are shown in.
#[must_use]
pub fn zone_name(time_zone: Option<&str>) -> &'static str {
    zone(time_zone).name()
}

/// The moment in its zone, always with the date:
/// `Thursday 5 March 2026, 14:05 (Asia/Kuala_Lumpur, UTC+08:00)`.
#[must_use]
pub fn local_date_and_time(
    moment: DateTime<Utc>,
    time_zone: Option<&str>,
    language: Language,
) -> String {
    let local = moment.with_timezone(&zone(time_zone));
    on_its_day(&local, time_in_zone(&local, language), language)
}

fn zone(name: Option<&str>) -> Tz {
    name.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

fn time_in_zone(local: &DateTime<Tz>, language: Language) -> String {
    let clock = ("clock", clock(local).into());
    let zone = local.timezone();
    if zone == Tz::UTC {
        return language.say_with("time-in-utc", &[clock]);
    }
    let offset = ("offset", local.format("%:z").to_string().into());
    language.say_with(
        "time-in-zone",
        &[clock, ("zone", zone.name().into()), offset],
    )
}

fn clock(local: &DateTime<Tz>) -> String {
    local.format("%H:%M").to_string()
}

/// This time of a day, with the day where it is not today.
fn unless_today(
    local: &DateTime<Tz>,
    now: DateTime<Utc>,
    time: String,
    language: Language,
) -> String {
    let today = now.with_timezone(&local.timezone()).date_naive();
    if local.date_naive() == today {
        time
    } else {
        on_its_day(local, time, language)
    }
}

fn on_its_day(local: &DateTime<Tz>, time: String, language: Language) -> String {
    let arguments = [
        ("weekday", local.weekday().number_from_monday().into()),
        ("day", local.day().into()),
        ("month", local.month().into()),
        ("year", local.year().into()),
        ("time", time.into()),
    ];
    language.say_with("date-and-time", &arguments)
}
