//! How moments are told.

use super::events::start;
use crate::{Language, local_clock, local_date_and_time, local_time, zone_name};

const KUALA_LUMPUR: Option<&str> = Some("Asia/Kuala_Lumpur");

fn told(time: &str, zone: Option<&str>, language: Language) -> String {
    local_time(time.parse().expect("a moment"), start(), zone, language)
}

#[test]
fn a_moment_is_told_by_the_clock_of_the_customer() {
    let told = |time, zone| told(time, zone, Language::English);
    assert_eq!(
        told("2026-03-04T06:05:59Z", KUALA_LUMPUR),
        "14:05 (Asia/Kuala_Lumpur, UTC+08:00)"
    );
    assert_eq!(
        told("2026-03-04T16:00:00Z", KUALA_LUMPUR),
        "Thursday 5 March 2026, 00:00 (Asia/Kuala_Lumpur, UTC+08:00)"
    );
    assert_eq!(
        told("2026-07-01T12:00:00Z", Some("America/New_York")),
        "Wednesday 1 July 2026, 08:00 (America/New_York, UTC-04:00)"
    );
    for zone in [None, Some("UTC"), Some("Mars/Olympus\r\nBcc: all")] {
        assert_eq!(told("2026-03-04T16:00:00Z", zone), "16:00 (UTC)");
    }
}

#[test]
fn beside_its_zone_a_moment_is_told_by_the_clock_alone() {
    let told = |time: &str| {
        let moment = time.parse().expect("a moment");
        local_clock(moment, start(), KUALA_LUMPUR, Language::English)
    };
    assert_eq!(told("2026-03-04T06:05:59Z"), "14:05");
    assert_eq!(told("2026-03-04T16:00:00Z"), "Thursday 5 March 2026, 00:00");
    assert_eq!(zone_name(KUALA_LUMPUR), "Asia/Kuala_Lumpur");
    for zone in [None, Some("Mars/Olympus\r\nBcc: all")] {
        assert_eq!(zone_name(zone), "UTC");
    }
}

#[test]
fn a_date_is_written_as_the_language_has_it() {
    let told = |language| told("2026-08-30T16:30:00Z", KUALA_LUMPUR, language);
    assert_eq!(
        told(Language::Malay),
        "Isnin, 31 Ogos 2026, 00:30 (Asia/Kuala_Lumpur, UTC+08:00)"
    );
    assert_eq!(
        told(Language::Chinese),
        "2026年8月31日星期一 00:30（Asia/Kuala_Lumpur，UTC+08:00）"
    );
}

#[test]
fn a_moment_that_is_kept_has_its_date_today_too() {
    let told = local_date_and_time(start(), KUALA_LUMPUR, Language::English);
    let date = "Wednesday 4 March 2026, 14:00 (Asia/Kuala_Lumpur, UTC+08:00)";
    assert_eq!(told, date);
}

#[test]
fn every_day_and_month_has_a_name_of_its_own() {
    for language in Language::ALL {
        let of = |time: String| told(&time, Some("UTC"), language);
        let months = (1..=12).map(|month| of(format!("2027-{month:02}-01T00:00:00Z")));
        let days = (1..=7).map(|day| of(format!("2027-01-{day:02}T00:00:00Z")));
        let told: std::collections::BTreeSet<String> = months.chain(days).collect();
        // The first day of the first month is among both.
        assert_eq!(told.len(), 18, "{told:?}");
    }
}
