//! Event JSON is part of the contract: each event type has a file in `tests/golden`, which it is
//! read from and written to byte for byte, and a section in `docs/events.md`. A field that may be
//! left out has a file beside it.
//!
//! A file here is never changed once it was committed: what is stored stays as it is. A changed
//! event is a new schema version with an upcaster, and a new file.

use std::{collections::BTreeSet, fmt::Write, fs, path::PathBuf};

use countersign_domain::{
    Account, AccountEvent, Challenge, ChallengeEvent, Enrollment, EnrollmentEvent, Event,
    FIRST_VERSION, StreamId, Written, newest_version,
};
use countersign_tests::golden::{self, AGGREGATES, DIGESTS};
use cqrs_es::Aggregate;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

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

fn write(event: &Event) -> String {
    let json = match event {
        Event::Account(event) => serde_json::to_string_pretty(event),
        Event::Enrollment(event) => serde_json::to_string_pretty(event),
        Event::Challenge(event) => serde_json::to_string_pretty(event),
    };
    json.expect("an event is JSON") + "\n"
}

#[test]
fn each_schema_version_has_its_golden_file_and_no_file_is_left_over() {
    let files = golden::all();
    for aggregate in AGGREGATES {
        for event_type in types(aggregate) {
            let named = format!("{aggregate}/{event_type}.");
            let found: BTreeSet<u32> = files
                .iter()
                .filter(|file| file.name.starts_with(&named))
                .map(|file| file.version.parse().expect("a number"))
                .collect();
            let newest = newest_version(aggregate, &event_type).parse();
            let all: BTreeSet<u32> = (1..=newest.expect("a number")).collect();
            assert_eq!(found, all, "{named}");
        }
        let unknown = files.iter().find(|file| {
            file.aggregate == aggregate && !types(aggregate).contains(&file.event_type)
        });
        assert!(unknown.is_none(), "{unknown:?}");
    }
    for file in &files {
        let version = match file.version.as_str() {
            FIRST_VERSION => String::new(),
            later => format!("v{later}."),
        };
        let named = format!("{}/{}.{version}json", file.aggregate, file.event_type);
        assert!(files.iter().any(|one| one.name == named), "{named}");
    }
}

/// What was committed once may stand in somebody's log. `SHA256SUMS` holds what it was then, to
/// be checked by `sha256sum --check` as well; a new file is a new line, and no line ever changes.
#[test]
fn no_golden_file_was_ever_changed_or_removed() {
    let digests = fs::read_to_string(golden::folder().join(DIGESTS)).expect("the digests");
    let mut found = String::new();
    for file in golden::all() {
        let digest = Sha256::digest(&file.text);
        writeln!(found, "{digest:x}  {}", file.name).expect("a text takes it");
    }
    let lines = |text: &str| {
        text.lines()
            .map(str::to_owned)
            .collect::<BTreeSet<String>>()
    };
    assert_eq!(lines(&found), lines(&digests));
}

#[test]
fn each_event_is_read_from_its_golden_file_and_written_as_it_stands_there() {
    for file in golden::all() {
        let event = file.read().expect(&file.name);
        assert_eq!(event.event_type(), file.event_type);
        let newest = newest_version(file.aggregate, &file.event_type);
        assert_eq!(event.event_version(), newest);
        if file.version == newest {
            assert_eq!(write(&event), file.text);
        }
    }
}

#[test]
fn each_event_type_is_documented_with_its_fields_and_its_example() {
    let page = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/events.md"));
    let docs = fs::read_to_string(page).expect("docs/events.md");
    for aggregate in AGGREGATES {
        let of_aggregate = chapter(&docs, aggregate);
        let files = golden::all().into_iter();
        for file in files.filter(|file| file.aggregate == aggregate) {
            let heading = format!("\n### {}\n", file.event_type);
            let (_, after) = of_aggregate.split_once(&heading).expect(&file.name);
            let section = after.split("\n#").next().unwrap_or_default();
            assert!(section.contains(&file.text), "{} as it is", file.name);
            let fields: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(&file.text).expect("an object");
            for field in fields.keys().filter(|field| *field != "type") {
                let named = format!("`{field}`");
                assert!(section.contains(&named), "{} {named}", file.name);
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
        let written = Written {
            event_type: "any",
            event_version: FIRST_VERSION,
            payload,
        };
        let read = Event::read(&StreamId::new(aggregate, "any"), &written);
        assert!(read.is_err(), "{aggregate} {payload}");
    }
}
