//! Event JSON is part of the contract: each event type has a file in `tests/golden`, which it is
//! read from and written to byte for byte, and a section in `docs/events.md`. A field that may be
//! left out has a file beside it: `TYPE.FIELD.json`.
//!
//! A file here is never changed once it was released: what is stored stays as it is. A changed
//! event is a new schema version with an upcaster, and a new file.

use std::{collections::BTreeSet, fs, path::PathBuf};

use countersign_domain::{
    Account, AccountEvent, Challenge, ChallengeEvent, Enrollment, EnrollmentEvent, Event, StreamId,
};
use cqrs_es::{Aggregate, DomainEvent};
use serde::de::DeserializeOwned;

pub(super) const AGGREGATES: [&str; 3] = [Account::TYPE, Enrollment::TYPE, Challenge::TYPE];

fn repository() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

pub(super) fn folder(aggregate: &str) -> PathBuf {
    repository().join("tests/golden").join(aggregate)
}

/// The types that an aggregate's events can have: the names serde says it expected when it meets
/// another one.
fn types_of<E: DeserializeOwned>() -> BTreeSet<String> {
    let Err(error) = serde_json::from_str::<E>(r#"{"type":"?"}"#) else {
        panic!("no event is called ?");
    };
    let told = error.to_string();
    let (_, expected) = told.split_once("expected").expect("what was expected");
    expected
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

pub(super) fn types(aggregate: &str) -> BTreeSet<String> {
    match aggregate {
        Account::TYPE => types_of::<AccountEvent>(),
        Enrollment::TYPE => types_of::<EnrollmentEvent>(),
        Challenge::TYPE => types_of::<ChallengeEvent>(),
        _ => panic!("no aggregate is called {aggregate}"),
    }
}

/// The golden files of an aggregate, with the type of the event in each.
fn files(aggregate: &str) -> Vec<(String, PathBuf)> {
    let files = fs::read_dir(folder(aggregate)).expect("the golden files");
    files
        .map(|file| file.expect("a file"))
        .map(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            let event_type = name.split('.').next().unwrap_or_default();
            (event_type.to_owned(), file.path())
        })
        .collect()
}

fn version(event: &Event) -> String {
    match event {
        Event::Account(event) => event.event_version(),
        Event::Enrollment(event) => event.event_version(),
        Event::Challenge(event) => event.event_version(),
    }
}

fn write(event: &Event) -> String {
    let json = match event {
        Event::Account(event) => serde_json::to_string_pretty(event),
        Event::Enrollment(event) => serde_json::to_string_pretty(event),
        Event::Challenge(event) => serde_json::to_string_pretty(event),
    };
    json.expect("an event is JSON") + "\n"
}

#[test]
fn each_event_type_has_its_golden_file_and_no_file_is_left_over() {
    for aggregate in AGGREGATES {
        let found: BTreeSet<String> = files(aggregate).into_iter().map(|(of, _)| of).collect();
        assert_eq!(found, types(aggregate));
        for event_type in found {
            assert!(
                folder(aggregate)
                    .join(format!("{event_type}.json"))
                    .exists()
            );
        }
    }
}

#[test]
fn each_event_is_read_from_its_golden_file_and_written_as_it_stands_there() {
    for aggregate in AGGREGATES {
        let stream = StreamId::new(aggregate, "any");
        for (event_type, path) in files(aggregate) {
            let text = fs::read_to_string(path).expect("a golden file");
            let event = Event::read(&stream, &text).expect("an event");
            assert_eq!(event.event_type(), event_type);
            assert_eq!(version(&event), "1");
            assert_eq!(write(&event), text);
        }
    }
}

#[test]
fn each_event_type_is_documented_with_its_fields_and_its_example() {
    let docs = fs::read_to_string(repository().join("docs/events.md")).expect("docs/events.md");
    for aggregate in AGGREGATES {
        let of_aggregate = chapter(&docs, aggregate);
        for (event_type, path) in files(aggregate) {
            let heading = format!("\n### {event_type}\n");
            let (_, after) = of_aggregate.split_once(&heading).expect(&event_type);
            let section = after.split("\n#").next().unwrap_or_default();
            let text = fs::read_to_string(path).expect("a golden file");
            assert!(
                section.contains(&text),
                "{event_type} as in its golden file"
            );
            let fields: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(&text).expect("an object");
            for field in fields.keys().filter(|field| *field != "type") {
                let named = format!("`{field}`");
                assert!(section.contains(&named), "{event_type} {named}");
            }
        }
    }
}

/// What the page says of one aggregate's events.
fn chapter<'a>(docs: &'a str, aggregate: &str) -> &'a str {
    let chapters = docs.split("\n## ");
    let mut found = chapters.filter(|chapter| {
        let heading = chapter.lines().next().unwrap_or_default();
        heading.eq_ignore_ascii_case(aggregate)
    });
    found.next().expect("the aggregate's chapter")
}

#[test]
fn an_event_of_another_aggregate_or_type_is_unreadable() {
    let unreadable = [
        ("session", r#"{"type":"AccountErased"}"#),
        ("challenge", r#"{"type":"SetupExpired"}"#),
        ("challenge", r#"{"type":"CodeSent"}"#),
        ("account", r#"{"type":"SetupExpired"}"#),
        ("enrollment", r#"{"type":"AccountErased"}"#),
        ("enrollment", r#"{"type":"CodeSent"}"#),
        ("enrollment", r#"{"number":1}"#),
        ("enrollment", ""),
    ];
    for (aggregate, payload) in unreadable {
        let read = Event::read(&StreamId::new(aggregate, "any"), payload);
        assert!(read.is_err(), "{aggregate} {payload}");
    }
}
