//! The fields of bodies.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, FixedOffset, TimeDelta};
use chrono_tz::TZ_VARIANTS;
use lettre::Address;
use proptest::{collection, prelude::*};
use serde::{Deserialize, de::value::StringDeserializer};
use serde_json::json;

use super::{SECRET, config, near};
use crate::http::{
    context::UserAgent,
    fields::{
        AssertionField, CodeField, DisplayName, Email, HashField, HostedDomains, Language,
        PasswordField, TimeZone, Timestamp,
    },
};

/// A field read as a body's is; refused without a word of what was in it.
fn read<'de, T: Deserialize<'de>>(text: &str) -> Option<T> {
    let read: Result<T, serde::de::value::Error> =
        T::deserialize(StringDeserializer::new(text.to_owned()));
    if let Err(refused) = &read {
        let refused = refused.to_string();
        assert!(
            text.chars().count() < 8 || !refused.contains(text),
            "{refused}"
        );
    }
    read.ok()
}

fn email(text: &str) -> Option<String> {
    read(text).map(|Email(address)| address.expose())
}

fn domains(names: &[&str]) -> Option<Vec<String>> {
    let read = serde_json::from_value(json!(names));
    read.ok().map(|HostedDomains(domains)| domains)
}

/// From before the year 1 to beyond 9999, to the millisecond, in any offset.
fn any_time() -> impl Strategy<Value = DateTime<FixedOffset>> {
    let milliseconds = -62_200_000_000_000_i64..253_500_000_000_000;
    (milliseconds, -1_439..1_440_i32).prop_map(|(milliseconds, offset_minutes)| {
        let offset = FixedOffset::east_opt(offset_minutes * 60).expect("less than a day");
        (DateTime::UNIX_EPOCH + TimeDelta::milliseconds(milliseconds)).with_timezone(&offset)
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn ordinary_addresses_are_taken(
        text in "[A-Za-z0-9]{1,10}([.+_-][A-Za-z0-9]{1,10}){0,3}@[A-Za-z0-9]{1,9}(-[a-z0-9]{1,5})?(\\.[A-Za-z]{2,6}){1,3}",
    ) {
        let (local, domain) = text.split_once('@').expect("one @");
        prop_assert_eq!(email(&text), Some(format!("{local}@{}", domain.to_lowercase())));
    }

    #[test]
    fn an_address_that_is_taken_is_one_to_the_mailer(
        text in near("[a-zA-Z0-9.\"@ äÄİß!#-]{1,12}@(\\[[0-9.:]{3,15}\\]|[a-zA-Z0-9.İßÄ-]{1,20})|.{200}@.{60}"),
    ) {
        let Some(taken) = email(&text) else { return Ok(()) };
        let spaced = |c: char| c.is_whitespace() || c.is_control();
        prop_assert!(text.contains('@') && text.len() <= 254 && !text.contains(spaced));
        prop_assert!(taken.parse::<Address>().is_ok(), "{}", taken);
        prop_assert_eq!(email(&taken), Some(taken));
    }

    #[test]
    fn names(text in near("[\\w '\u{7}-]{0,101}")) {
        let unfit = text.is_empty()
            || text.chars().nth(100).is_some()
            || text.chars().any(|c| matches!(c, '\0'..='\x1f' | '\x7f'..='\u{9f}'));
        let taken = read(&text).map(|DisplayName(name)| name);
        prop_assert_eq!(taken, (!unfit).then_some(text));
    }

    #[test]
    fn user_agents(text in near("[ -~\u{80}é]{500,514}")) {
        let unfit = text.chars().nth(512).is_some()
            || text.chars().any(|c| matches!(c, '\0'..='\x1f' | '\x7f'..='\u{9f}'));
        prop_assert_eq!(read::<UserAgent>(&text).is_some(), !unfit);
    }

    #[test]
    fn ordinary_languages_are_taken(text in "[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?") {
        let taken = read(&text).map(|Language(tag)| tag);
        prop_assert_eq!(taken, Some(text));
    }

    #[test]
    fn a_language_that_is_taken_is_a_tag_in_its_usual_spelling(
        text in near("[a-zA-Z]{1,9}([-_][a-zA-Z0-9]{0,9}){0,7}|[xXiI]-[a-z-]{1,60}"),
    ) {
        let Some(Language(tag)) = read(&text) else { return Ok(()) };
        prop_assert!(text.len() <= 64);
        let is_part = |part: &str| {
            matches!(part.len(), 1..=8) && part.chars().all(|c| c.is_ascii_alphanumeric())
        };
        prop_assert!(text.split('-').all(is_part), "{}", text);
        prop_assert!(tag.eq_ignore_ascii_case(&text));
        prop_assert_eq!(read(&tag).map(|Language(again)| again), Some(tag));
    }

    #[test]
    fn ordinary_domains_are_taken_each_once(
        names in collection::vec("[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(\\.[a-z]{2,8}){1,3}", 0..100),
    ) {
        let ordinary: BTreeSet<String> = names
            .into_iter()
            .filter(|name| !name.starts_with("xn--"))
            .collect();
        let twice = ordinary.iter().chain(&ordinary).take(100);
        let taken = domains(&twice.map(String::as_str).collect::<Vec<_>>());
        prop_assert_eq!(taken, Some(ordinary.iter().take(100).cloned().collect()));
    }

    #[test]
    fn a_domain_that_is_taken_is_a_host_name_and_taken_again(
        text in near("[a-zA-Z0-9ßü_ .。-]{0,30}\\.[a-zA-Zü0-9-]{1,12}"),
    ) {
        let Some(taken) = domains(&[&text]) else { return Ok(()) };
        let name = &taken[0];
        prop_assert!(name.len() <= 253 && name.contains('.'), "{}", name);
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit())
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        prop_assert!(name.split('.').all(is_label), "{}", name);
        prop_assert_eq!(domains(&[name]), Some(vec![name.clone()]));
    }

    #[test]
    fn time_zones(
        text in prop_oneof![
            proptest::sample::select(TZ_VARIANTS.to_vec()).prop_map(|zone| zone.name().to_owned()),
            near("(Asia|Europe|asia)/[A-Z][a-z]{3,8}|[A-Z]{3}|[+-][0-9]{2}:?[0-9]{2}"),
        ],
    ) {
        let known = TZ_VARIANTS.iter().any(|zone| zone.name() == text);
        let taken = read(&text).map(|TimeZone(name)| name);
        prop_assert_eq!(taken, known.then_some(text));
    }

    #[test]
    fn times_that_can_be_told_are_taken(time in any_time(), utc in any::<bool>()) {
        let told = if utc { time.to_utc().to_rfc3339() } else { time.to_rfc3339() };
        let can_be_told = (1..=9_999).contains(&time.to_utc().year());
        let taken = read(&told).map(|Timestamp(time)| time);
        prop_assert_eq!(taken, can_be_told.then_some(time.to_utc()), "{}", told);
    }

    #[test]
    fn what_is_no_time_is_refused(
        text in near("[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{10}|[+-]?[0-9]{5}-01-01T00:00:00Z|[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}"),
    ) {
        prop_assert!(read::<Timestamp>(&text).is_none());
    }

    #[test]
    fn passwords(text in near(".{0,3}|[a-zß]{700,1100}")) {
        prop_assert_eq!(
            read::<PasswordField>(&text).is_some(),
            matches!(text.len(), 1..=1_024)
        );
    }

    #[test]
    fn codes(text in near("[0-9 ]{5,10}|[0-9]{5}[0-9a-f+٣]")) {
        let digits: String = text.split_whitespace().collect();
        let is_code = text.len() <= 64
            && matches!(digits.len(), 6..=8)
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        prop_assert_eq!(read::<CodeField>(&text).is_some(), is_code);
    }

    #[test]
    fn assertions(text in near("[!-~]{0,9}|[!-~]{4090,4100}|[ -~]{1,9}|[!-~é]{1,9}")) {
        let is_one = matches!(text.len(), 1..=4_096) && text.bytes().all(|b| b.is_ascii_graphic());
        prop_assert_eq!(read::<AssertionField>(&text).is_some(), is_one);
    }

    #[test]
    fn hashes_stay_as_the_portal_wrote_them(text in near("\\$argon2id\\$v=19\\$m=[0-9]{1,6},t=[0-9]{1,2},p=[0-9]\\$[A-Za-z0-9+/]{8,30}\\$[A-Za-z0-9+/]{20,50}")) {
        if let Some(HashField(hash)) = read(&text) {
            prop_assert_eq!(&hash.0, &text);
        }
    }
}

#[test]
fn a_refusal_says_nothing_of_what_was_refused() {
    let too_long = SECRET.repeat(60);
    assert!(email(SECRET).is_none());
    assert!(read::<Language>(&too_long).is_none());
    assert!(read::<TimeZone>(SECRET).is_none());
    assert!(read::<HashField>(SECRET).is_none());
    assert!(read::<CodeField>(SECRET).is_none());
    assert!(read::<AssertionField>(&too_long.repeat(4)).is_none());
    assert!(read::<PasswordField>(&too_long).is_none());
    assert!(read::<DisplayName>(&too_long).is_none());
    assert!(read::<UserAgent>(&too_long).is_none());
}
