//! The mail that a setup was not finished: to the proven mailbox, soon, and only where the customer
//! may believe that two-factor is on.

use chrono::TimeDelta;
use countersign_domain::{EnrollmentEvent, EnrollmentId, Event, Method, StreamId};

use super::{
    assert_nothing,
    events::{
        account_id, activated, address_changed, awaiting_code, confirmed, erased, expired, minute,
        setup, unfinished,
    },
    given,
};
use crate::{MailKind, Reaction, Unanswerable};

/// The setup ended in the first minute, as the test's log has it.
fn a_day_after_the_end() -> chrono::DateTime<chrono::Utc> {
    minute(1) + TimeDelta::days(1)
}

#[test]
fn a_setup_that_lacked_okay_is_told_to_the_proven_address() {
    let before_okay = [awaiting_code(), vec![confirmed()]].concat();
    let mut given = given(before_okay);
    given.happens(address_changed("other"));
    given.happens(expired());
    let mail = given.mail("unfinished-mail");
    assert_eq!(mail.kind, MailKind::Unfinished);
    assert_eq!(mail.to.expose(), "aisha@example.com");
    assert_eq!(mail.give_up_at, Some(a_day_after_the_end()));
    assert!(mail.record.is_none());
}

#[test]
fn a_setup_without_a_confirmed_code_is_not_told_of() {
    for events in [setup(), awaiting_code()] {
        let mut given = given(events);
        given.happens(expired());
        assert_nothing(given.when("unfinished-mail"), "no code was confirmed");
    }
}

#[test]
fn an_end_of_long_ago_is_not_told_when_the_log_is_read_anew() {
    let moment_before = a_day_after_the_end() - TimeDelta::microseconds(1);
    given(unfinished())
        .at(moment_before)
        .mail("unfinished-mail");
    let late = given(unfinished()).at(a_day_after_the_end());
    assert_nothing(late.when("unfinished-mail"), "it ended long ago");
}

#[test]
fn a_setup_that_another_has_followed_is_not_told_of() {
    let second: EnrollmentId = "0190b7c0-0000-7000-8000-000000000002"
        .parse()
        .expect("a UUID");
    let started = Event::Enrollment(EnrollmentEvent::SetupStarted {
        enrollment_id: second,
        account_id: account_id(),
        method: Method::Email,
        started_at: minute(40),
        setup_expires_at: minute(70),
    });
    let mut given = given(unfinished());
    let stream = StreamId::new("enrollment", second.to_string());
    given.limits = given.limits.evolve(&stream, &started);
    assert_nothing(given.when("unfinished-mail"), "another setup was started");
}

#[test]
fn nothing_is_told_to_a_forgotten_person() {
    let mut given = given(unfinished());
    given.happens(erased());
    let reaction = given.when_told_of("unfinished-mail", expired());
    assert_nothing(reaction, "the person was forgotten");
}

#[test]
fn a_proven_address_that_is_not_at_hand_is_a_failure() {
    let mut given = given(unfinished());
    given.proven_by_enrollment = None;
    let reaction = given.when("unfinished-mail");
    assert!(matches!(reaction, Err(Unanswerable::NoProvenAddress)));
    let reaction = given.when_told_of("unfinished-mail", activated());
    assert!(matches!(reaction, Err(Unanswerable::OtherEvent { .. })));
}

#[test]
fn the_code_of_a_setup_that_ended_was_sent_all_the_same() {
    let given = given(unfinished());
    let reaction = given.when_told_of("code-mail", super::events::issued(1));
    assert!(matches!(reaction, Ok(Reaction::Submit(_))));
}
