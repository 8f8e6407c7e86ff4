//! Events of earlier schema versions become the newest as they are read, and what no release up to
//! this one has written is not guessed at.

use std::collections::BTreeSet;

use chrono::DateTime;
use countersign_domain::{
    Account, Challenge, Enrollment, EnrollmentState, Event, FIRST_VERSION, Limits, LoggedEvent,
    Method, StreamId, UPCASTS, Unreadable, Written, newest_version, upcasters,
};
use countersign_projections::{AccountSecurity, TwoFactor};
use countersign_tests::golden::{self, Golden};
use cqrs_es::{Aggregate, persist::SerializedEvent};
use serde_json::json;
use uuid::Uuid;

use super::given::activated;

const ENROLLMENT: &str = "0190b7c0-0000-7000-8000-000000000001";

fn read(event_version: &str, payload: &str) -> Result<Event, Unreadable> {
    let written = Written {
        event_type: "EnrollmentActivated",
        event_version,
        payload,
    };
    Event::read(&StreamId::new(Enrollment::TYPE, ENROLLMENT), &written)
}

#[test]
fn the_first_activations_were_by_email() {
    let first = read("1", r#"{"type":"EnrollmentActivated"}"#);
    assert_eq!(first.expect("it is read"), activated().into());
    let second = read("2", r#"{"type":"EnrollmentActivated","method":"email"}"#);
    assert_eq!(second.expect("it is read"), activated().into());
    // Nothing is added to what should have said so itself.
    let silent = read("2", r#"{"type":"EnrollmentActivated"}"#);
    assert!(matches!(silent, Err(Unreadable::Payload { .. })));
}

#[test]
fn a_version_that_no_release_has_written_yet_is_not_guessed_at() {
    let payload = r#"{"type":"EnrollmentActivated","method":"email"}"#;
    for version in ["3", "0", "", "01", "1.0", "2.0.0", "-1", "２"] {
        let Err(unreadable) = read(version, payload) else {
            panic!("{version} was read");
        };
        let told = unreadable.to_string();
        let expected = format!(
            "an event of enrollment/{ENROLLMENT} is EnrollmentActivated of schema version \
             {version}, and the newest known here is 2"
        );
        assert_eq!(told, expected);
    }
    // Nor of a type that never changed.
    let written = Written {
        event_type: "SetupExpired",
        event_version: "2",
        payload: r#"{"type":"SetupExpired"}"#,
    };
    let read = Event::read(&StreamId::new(Enrollment::TYPE, ENROLLMENT), &written);
    assert!(matches!(read, Err(Unreadable::Version { newest: "1", .. })));
}

#[test]
fn the_steps_of_each_type_lead_from_the_first_version_to_the_newest_one_by_one() {
    let types: BTreeSet<_> = UPCASTS
        .iter()
        .map(|step| (step.aggregate_type, step.event_type))
        .collect();
    for (aggregate_type, event_type) in types {
        let steps = UPCASTS
            .iter()
            .filter(|step| (step.aggregate_type, step.event_type) == (aggregate_type, event_type));
        let mut reached = 1;
        for step in steps {
            assert_eq!(step.from, reached.to_string(), "{event_type}");
            reached += 1;
            assert_eq!(step.to, reached.to_string(), "{event_type}");
        }
        let newest = newest_version(aggregate_type, event_type);
        assert_eq!(newest, reached.to_string());
    }
    assert_eq!(
        newest_version(Account::TYPE, "AccountErased"),
        FIRST_VERSION
    );
}

#[test]
fn a_stock_event_store_gets_the_steps_of_its_aggregate() {
    let [step] = &*upcasters::<Enrollment>() else {
        panic!("one step");
    };
    assert!(step.can_upcast("EnrollmentActivated", "1"));
    for other in [("EnrollmentActivated", "2"), ("SetupExpired", "1")] {
        assert!(!step.can_upcast(other.0, other.1), "{other:?}");
    }
    let stored = SerializedEvent::new(
        ENROLLMENT.to_owned(),
        7,
        Enrollment::TYPE.to_owned(),
        "EnrollmentActivated".to_owned(),
        "1".to_owned(),
        json!({"type": "EnrollmentActivated"}),
        json!({"actor": "portal/shop"}),
    );
    let expected = SerializedEvent {
        event_version: "2".to_owned(),
        payload: json!({"type": "EnrollmentActivated", "method": "email"}),
        ..stored.clone()
    };
    assert_eq!(step.upcast(stored.clone()), expected);
    let none = SerializedEvent {
        payload: json!([]),
        ..stored
    };
    assert_eq!(step.upcast(none).payload, json!([]));
    assert!(upcasters::<Account>().is_empty());
    assert!(upcasters::<Challenge>().is_empty());
}

/// The story of each form of an activation ends alike: by email, in the state, the limits and the
/// read model.
#[test]
fn every_golden_activation_switches_two_factor_on() {
    let forms = of_type("EnrollmentActivated");
    assert!(forms.len() >= 2);
    for form in forms {
        let before = [
            "SetupStarted",
            "PasswordVerified",
            "CodeIssued",
            "CodeConfirmed",
        ];
        let mut story: Vec<Golden> = before.into_iter().flat_map(of_type).collect();
        story.push(form.clone());
        let (mut enrollment, mut limits) = (Enrollment::default(), Limits::default());
        let mut security = AccountSecurity::default();
        for (position, file) in (1..).zip(&story) {
            let logged = logged(position, file);
            limits = limits.evolve(&logged.stream, &logged.event);
            security = security.evolve(&logged);
            match logged.event {
                Event::Enrollment(event) => enrollment = enrollment.evolve(event),
                other => panic!("{other:?} is no event of an enrollment"),
            }
        }
        assert_eq!(enrollment.state(), Some(EnrollmentState::Active));
        let current = limits.current().expect("it is under way").clone();
        assert_eq!(current.state, EnrollmentState::Active, "{}", form.name);
        let by = match security.two_factor {
            TwoFactor::On { method, .. } => Some(method),
            _ => None,
        };
        assert_eq!(by, Some(Method::Email), "{}", form.name);
    }
}

/// Whatever was recorded can be replayed, in whatever order and however often.
#[test]
fn every_golden_event_goes_into_every_fold() {
    let (mut account, mut enrollment) = (Account::default(), Enrollment::default());
    let (mut challenge, mut limits) = (Challenge::default(), Limits::default());
    let mut security = AccountSecurity::default();
    for (position, file) in (1..).zip(golden::all().iter().chain(&golden::all())) {
        let logged = logged(position, file);
        limits = limits.evolve(&logged.stream, &logged.event);
        security = security.evolve(&logged);
        match logged.event {
            Event::Account(event) => account = account.evolve(event),
            Event::Enrollment(event) => enrollment = enrollment.evolve(event),
            Event::Challenge(event) => challenge = challenge.evolve(event),
        }
    }
    assert_eq!(account, Account::Erased);
    let state = enrollment.state().expect("it was started");
    assert_ne!(state, EnrollmentState::Active, "what comes after ends it");
    assert!(challenge.state().is_some(), "it was opened");
}

fn of_type(event_type: &str) -> Vec<Golden> {
    let of_enrollments = golden::all().into_iter();
    of_enrollments
        .filter(|file| file.aggregate == Enrollment::TYPE && file.event_type == event_type)
        .collect()
}

fn logged(position: i64, file: &Golden) -> LoggedEvent {
    let event = file.read().expect(&file.name);
    LoggedEvent {
        position,
        event_id: Uuid::from_u128(position.unsigned_abs().into()),
        recorded_at: DateTime::UNIX_EPOCH,
        stream: StreamId::new(file.aggregate, ENROLLMENT),
        version: position,
        account_id: "customer-1".parse().expect("an account id"),
        account_version: position,
        event,
    }
}
