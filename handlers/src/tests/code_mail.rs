//! The code's mail: sent while its code is of use, otherwise the enrollment is told why not.

use countersign_domain::{EnrollmentCommand, EnrollmentEvent, Event, NotSentReason};

use super::{
    Given, assert_nothing,
    events::{address_changed, awaiting_code, confirmed, enrollment_id, erased, issued, minute},
    given,
};
use crate::{FollowUp, Issuer, MailKind, Reaction, Record, Subject, Unanswerable};

#[track_caller]
fn assert_not_sent(given: &Given, because: NotSentReason) {
    let Ok(Reaction::Submit(FollowUp::Enrollment(
        id,
        EnrollmentCommand::RecordNotSent { number, reason },
    ))) = given.when_told_of("code-mail", issued(1))
    else {
        panic!("nothing is recorded");
    };
    assert_eq!(
        (id, number, reason.as_str()),
        (enrollment_id(), 1, because.as_str())
    );
}

fn after(event: Event) -> Given {
    given([awaiting_code(), vec![event]].concat())
}

fn sent() -> Event {
    Event::Enrollment(EnrollmentEvent::CodeSent { number: 1 })
}

fn not_sent() -> Event {
    Event::Enrollment(EnrollmentEvent::CodeNotSent {
        number: 1,
        reason: NotSentReason::Refused,
    })
}

#[test]
fn a_live_code_is_mailed_to_its_recipient_until_it_expires() {
    let mail = given(awaiting_code()).mail("code-mail");
    let record = Record {
        issuer: Issuer::Enrollment(enrollment_id()),
        number: 1,
    };
    assert_eq!(mail.kind, MailKind::Code);
    assert_eq!(mail.to.expose(), "aisha@example.com");
    assert_eq!(mail.give_up_at, Some(minute(11)));
    assert_eq!(mail.record, Some(record));
}

#[test]
fn a_redelivery_writes_the_same_mail_and_another_code_another() {
    let first = given(awaiting_code());
    let again = first.mail("code-mail");
    assert_eq!(first.mail("code-mail").content.text, again.content.text);
    let second = after(issued(2)).at(minute(2)).mail("code-mail");
    assert_ne!(again.content.text, second.content.text);
}

#[test]
fn no_code_is_mailed_to_a_forgotten_person() {
    assert_not_sent(&after(erased()), NotSentReason::Erased);
}

#[test]
fn a_superseded_code_is_not_mailed_late() {
    assert_not_sent(&after(issued(2)), NotSentReason::Superseded);
}

#[test]
fn a_code_that_came_back_was_sent() {
    let reaction = after(confirmed()).when_told_of("code-mail", issued(1));
    let Ok(Reaction::Submit(FollowUp::Enrollment(id, EnrollmentCommand::RecordSent { number }))) =
        reaction
    else {
        panic!("that it was sent is not recorded");
    };
    assert_eq!((id, number), (enrollment_id(), 1));
    let both = [awaiting_code(), vec![issued(2), confirmed()]];
    assert_not_sent(&given(both.concat()), NotSentReason::Superseded);
}

#[test]
fn a_used_up_code_is_not_mailed_late() {
    let used_up = Event::Enrollment(EnrollmentEvent::CodeRejected {
        number: 1,
        rejection: countersign_domain::Rejection::Wrong,
        attempts_left: 0,
    });
    assert_not_sent(&after(used_up), NotSentReason::Superseded);
}

#[test]
fn no_code_is_mailed_to_an_address_that_changed() {
    assert_not_sent(
        &after(address_changed("other")),
        NotSentReason::AddressChanged,
    );
}

#[test]
fn a_code_is_not_mailed_from_the_moment_it_expires() {
    let moment_before = minute(11) - chrono::TimeDelta::microseconds(1);
    given(awaiting_code()).at(moment_before).mail("code-mail");
    assert_not_sent(
        &given(awaiting_code()).at(minute(11)),
        NotSentReason::Expired,
    );
}

#[test]
fn the_first_guard_that_applies_names_the_reason() {
    let events = [
        awaiting_code(),
        vec![issued(2), address_changed("other"), erased()],
    ];
    assert_not_sent(
        &given(events.concat()).at(minute(60)),
        NotSentReason::Erased,
    );
    let events = [awaiting_code(), vec![issued(2), address_changed("other")]];
    assert_not_sent(
        &given(events.concat()).at(minute(60)),
        NotSentReason::Superseded,
    );
    let given = after(address_changed("other")).at(minute(60));
    assert_not_sent(&given, NotSentReason::AddressChanged);
}

#[test]
fn a_sent_mail_is_not_sent_again() {
    let reaction = after(sent()).when_told_of("code-mail", issued(1));
    assert_nothing(reaction, "already sent");
}

#[test]
fn a_mail_that_was_given_up_goes_after_all_while_its_code_works() {
    let given = after(not_sent());
    let reaction = given.when_told_of("code-mail", issued(1));
    assert!(matches!(reaction, Ok(Reaction::Mail(_))));
    let reaction = given.at(minute(11)).when_told_of("code-mail", issued(1));
    assert_nothing(reaction, "what became of it is recorded");
}

#[test]
fn a_destroyed_key_is_a_failure_while_its_code_works_and_no_matter_after() {
    let mut given = given(awaiting_code());
    given.code_keys.keys.clear();
    let reaction = given.when("code-mail");
    assert!(
        matches!(reaction, Err(Unanswerable::KeyDestroyed { key_id }) if key_id.0 == "k1"),
        "a live code without its key is the operator's business"
    );
    assert_not_sent(&given.at(minute(11)), NotSentReason::Expired);
}

#[test]
fn an_enrollment_that_has_not_started_is_a_failure() {
    let given = given([]);
    let reaction = given.when_told_of("code-mail", issued(1));
    assert!(matches!(reaction, Err(Unanswerable::NoSubject)));
    let reaction = given.when_told_of_one("code-mail", issued(1), Subject::Account);
    assert!(matches!(reaction, Err(Unanswerable::NoSubject)));
}
