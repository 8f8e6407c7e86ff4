//! What comes from outside is taken by its rule, said here once more in other words, or refused.
//! What is taken comes back as it was written.

use countersign_domain::{
    AccountId, Action, Algorithm, ChallengeId, EnrollmentId, Event, Nonce, StreamId, SubmittedCode,
    Written,
};
use countersign_tests::golden;
use proptest::{collection::vec, prelude::*, sample::select, test_runner::Config};
use serde_json::{Map, Value};

use super::properties::{any_account_event, any_challenge_event, any_enrollment_event};

/// The fields of events that may be null or left out.
const NULLABLE: [&str; 6] = [
    "display_name",
    "locale",
    "time_zone",
    "hosted_domains",
    "action",
    "opened_at",
];

fn config() -> Config {
    Config {
        failure_persistence: None,
        ..Config::default()
    }
}

/// Text that is nearly what a parser takes, as often as any text at all.
fn near(pattern: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![4 => pattern, 1 => any::<String>()]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn account_ids(text in near("[A-Za-z0-9._~/ é-]{0,66}")) {
        const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-";
        let is_one = (1..=64).contains(&text.chars().count())
            && text.chars().all(|c| ALPHABET.contains(c));
        let read = text.parse::<AccountId>();
        prop_assert_eq!(read.is_ok(), is_one);
        match read {
            Ok(id) => prop_assert_eq!(id.as_str(), text),
            Err(error) => prop_assert!(!said(&error.to_string(), &text)),
        }
    }

    #[test]
    fn actions(text in near("[A-Za-z0-9._~:/ é-]{0,66}")) {
        const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~:/-";
        let is_one = (1..=64).contains(&text.chars().count())
            && text.chars().all(|c| ALPHABET.contains(c));
        let read = text.parse::<Action>();
        prop_assert_eq!(read.is_ok(), is_one);
        match read {
            Ok(action) => prop_assert_eq!(action.as_str(), text),
            Err(error) => prop_assert!(!said(&error.to_string(), &text)),
        }
    }

    #[test]
    fn enrollment_and_challenge_ids(text in near(
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9A-F]{4}-[0-9a-f]{12}|[0-9a-f]{32}|\\{[0-9a-f-]{36}\\}",
    )) {
        let groups: Vec<usize> = text.split('-').map(str::len).collect();
        let is_one = groups == [8, 4, 4, 4, 12]
            && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
        let read = text.parse::<EnrollmentId>();
        prop_assert_eq!(read.is_ok(), is_one);
        if let Ok(id) = read {
            prop_assert_eq!(id.to_string(), text.to_lowercase());
        }
        let read = text.parse::<ChallengeId>();
        prop_assert_eq!(read.is_ok(), is_one);
        if let Ok(id) = read {
            prop_assert_eq!(id.to_string(), text.to_lowercase());
        }
    }

    #[test]
    fn codes(text in near("[0-9 \t\u{a0}]{5,12}|[0-9]{6}[0-9 +.e１-９]{0,3}| {50}[0-9]{6} {0,20}")) {
        let digits: String = text.split_whitespace().collect();
        let is_one = text.len() <= 64
            && matches!(digits.len(), 6..=8)
            && digits.chars().all(|c| c.is_ascii_digit());
        prop_assert_eq!(SubmittedCode::parse(&text).is_some(), is_one);
    }

    #[test]
    fn a_code_as_a_mail_shows_it_is_taken(digits in "[0-9]{6,8}", at in 0..9_usize) {
        let mut spaced = digits.clone();
        spaced.insert(at.min(digits.len()), ' ');
        prop_assert!(SubmittedCode::parse(&spaced).is_some());
        prop_assert!(SubmittedCode::parse(&digits).is_some());
    }

    #[test]
    fn nonces(text in near("[0-9a-f]{64}|[0-9a-f]{62,66}|[0-9a-fA-F+ -]{64}|[0-9a-fé]{63}")) {
        let is_one = text.len() == 64
            && text.chars().all(|c| "0123456789abcdef".contains(c));
        let read = Nonce::try_from(text.clone());
        prop_assert_eq!(read.is_ok(), is_one);
        if let Ok(nonce) = read {
            prop_assert_eq!(String::from(nonce), text);
        }
    }

    #[test]
    fn algorithms(text in near("hmac-sha256/dec[0-9]{1,2}/v1|hmac-sha(256|512)/dec6/v[12]")) {
        let known = ["hmac-sha256/dec6/v1", "hmac-sha256/dec7/v1", "hmac-sha256/dec8/v1"];
        let read = Algorithm::try_from(text.clone());
        prop_assert_eq!(read.is_ok(), known.contains(&text.as_str()));
        if let Ok(algorithm) = read {
            prop_assert_eq!(String::from(algorithm), text);
        }
    }

    #[test]
    fn whatever_stands_in_the_log_is_read_or_refused(
        aggregate in prop_oneof![Just("account"), Just("enrollment"), Just("challenge"), Just("")],
        event_type in prop_oneof![Just("EnrollmentActivated".to_owned()), any::<String>()],
        event_version in prop_oneof!["[123]", any::<String>()],
        payload in prop_oneof![any::<String>(), "\\{\"type\":\"[A-Z][a-zA-Z]{0,20}\"(,\"[a-z_]{1,8}\":[0-9]{1,12}){0,4}\\}"],
    ) {
        let stream = StreamId::new(aggregate, "any");
        let written = Written {
            event_type: &event_type,
            event_version: &event_version,
            payload: &payload,
        };
        if let Ok(event) = Event::read(&stream, &written) {
            prop_assert_eq!(read_again(aggregate, &event), Some(event));
        }
    }

    #[test]
    fn an_event_is_read_as_it_was_written(
        event in prop_oneof![
            any_account_event().prop_map(Event::from),
            any_enrollment_event().prop_map(Event::from),
            any_challenge_event().prop_map(Event::from),
        ],
    ) {
        let (own, other) = match event {
            Event::Account(_) => ("account", "enrollment"),
            Event::Enrollment(_) => ("enrollment", "account"),
            Event::Challenge(_) => ("challenge", "account"),
        };
        prop_assert_eq!(read_again(other, &event), None);
        prop_assert_eq!(read_again(own, &event), Some(event));
    }

    /// Whoever wrote it later, or by an older or newer schema: a known type with a field more is
    /// the same event, with a field less it is none, unless the field may be left out.
    #[test]
    fn an_event_of_another_schema_is_the_same_event_or_none(
        golden in select(golden::all()),
        more in "x_[a-z]{1,8}",
        value in prop_oneof![any::<i64>().prop_map(Value::from), any::<String>().prop_map(Value::from)],
        at in any::<proptest::sample::Index>(),
        unknown in "[A-Z][a-z]{3,12}Again",
    ) {
        let fields: Map<String, Value> = serde_json::from_str(&golden.text).expect("an object");
        let read = |fields| golden.read_as(&Value::Object(fields).to_string()).ok();
        let known = read(fields.clone());
        prop_assert!(known.is_some());
        let mut with_more = fields.clone();
        with_more.insert(more, value);
        prop_assert_eq!(&read(with_more), &known);

        let names: Vec<&String> = fields.keys().collect();
        let missing = names[at.index(names.len())].clone();
        let mut with_less = fields.clone();
        with_less.remove(&missing);
        let may_miss = NULLABLE.contains(&missing.as_str());
        prop_assert_eq!(read(with_less).is_some(), may_miss, "{}", missing);

        let mut of_another_type = fields;
        of_another_type.insert("type".to_owned(), unknown.into());
        prop_assert_eq!(read(of_another_type), None);
    }

    #[test]
    fn bytes_that_were_changed_on_the_way_are_read_or_refused(
        golden in select(golden::all()),
        changes in vec((any::<proptest::sample::Index>(), any::<char>()), 1..4),
    ) {
        let mut text: Vec<char> = golden.text.chars().collect();
        for (at, instead) in changes {
            let at = at.index(text.len());
            text[at] = instead;
        }
        let text: String = text.into_iter().collect();
        if let Ok(event) = golden.read_as(&text) {
            prop_assert_eq!(read_again(golden.aggregate, &event), Some(event));
        }
    }
}

/// Whether a refusal says back what it refuses; a short text may stand in it by chance.
fn said(refusal: &str, text: &str) -> bool {
    text.chars().count() > 8 && refusal.contains(text)
}

/// The event once more, as it would be stored in a stream of this aggregate.
fn read_again(aggregate: &str, event: &Event) -> Option<Event> {
    let written = Written {
        event_type: &event.event_type(),
        event_version: &event.event_version(),
        payload: &write(event),
    };
    Event::read(&StreamId::new(aggregate, "any"), &written).ok()
}

fn write(event: &Event) -> String {
    match event {
        Event::Account(event) => serde_json::to_string(event),
        Event::Enrollment(event) => serde_json::to_string(event),
        Event::Challenge(event) => serde_json::to_string(event),
    }
    .expect("an event is JSON")
}
