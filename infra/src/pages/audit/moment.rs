//! Moments of an audit: in UTC, so that all who speak of one mean the same.

use chrono::{DateTime, Datelike, NaiveDateTime, SecondsFormat, Utc};

/// As browsers send a date with a time (HTML, local date and time strings), and as people write it.
const FORMS: [&str; 4] = [
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S%.f",
];

/// A moment that was keyed in, in UTC; `None` for what is none of a year of four digits.
pub(super) fn read(text: &str) -> Option<DateTime<Utc>> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let mut read = FORMS
        .iter()
        .filter_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let read = read.next()?;
    (1..=9999).contains(&read.year()).then(|| read.and_utc())
}

/// As it is shown, to the microsecond that events have.
pub(super) fn shown(moment: DateTime<Utc>) -> String {
    moment.format("%F %T%.6f UTC").to_string()
}

/// The same for programs.
pub(super) fn exact(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_browsers_and_people_write_it() {
        for (text, moment) in [
            ("2026-11-24T06:33", "2026-11-24T06:33:00.000000Z"),
            ("2026-11-24 06:33", "2026-11-24T06:33:00.000000Z"),
            ("2026-11-24T06:33:12", "2026-11-24T06:33:12.000000Z"),
            ("2026-11-24T06:33:12.634643Z", "2026-11-24T06:33:12.634643Z"),
        ] {
            assert_eq!(read(text).map(exact).as_deref(), Some(moment), "{text}");
        }
        for text in [
            "",
            "now",
            "2026-11-24",
            "2026-13-01T00:00",
            "12026-11-24T06:33",
            "-1-01-01T00:00",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
