//! The table of all reactions, and the timers of setups and challenges.

use std::collections::BTreeSet;

use countersign_domain::{
    Account, Challenge, ChallengeEvent, ChallengePurpose, Decider, Enrollment, EnrollmentEvent,
    Event, LockReason, NotSentReason, Rejection,
};

use super::{
    events::{
        activated, address_changed, challenge_confirmed, challenge_issued, challenge_rejected,
        confirmed, disabled, erased, expired, issued, locked, minute, opened, registered, setup,
    },
    given,
};
use crate::{HANDLERS, TimerChange, Unanswerable, timer_change};

fn type_of<D: Decider>() -> &'static str {
    D::TYPE
}

#[test]
fn every_row_listens_to_an_event_of_its_name_and_to_no_other() {
    let events = [
        issued(1),
        activated(),
        expired(),
        challenge_issued(1),
        disabled(),
        challenge_rejected(Rejection::Wrong, 3),
        locked(LockReason::WrongCodes, minute(20)),
        address_changed("other"),
        confirmed(),
        registered(),
        erased(),
        opened(ChallengePurpose::SignIn),
        challenge_confirmed(ChallengePurpose::SignIn),
    ];
    for row in HANDLERS {
        let mut heard = 0;
        for event in &events {
            let aggregate_type = match event {
                Event::Account(_) => type_of::<Account>(),
                Event::Enrollment(_) => type_of::<Enrollment>(),
                Event::Challenge(_) => type_of::<Challenge>(),
            };
            let event_type = event.event_type();
            let listens =
                (aggregate_type, event_type.as_str()) == (row.aggregate_type, row.event_type);
            // A code is mailed by one reaction, wherever it was issued.
            let takes =
                listens || (event_type, row.event_type) == ("CodeIssued".to_owned(), "CodeIssued");
            let reaction = given([]).when_told_of(row.name, event.clone());
            let is_other = matches!(reaction, Err(Unanswerable::OtherEvent { .. }));
            assert_eq!(takes, !is_other, "{} of {}", row.name, event.event_type());
            heard += u32::from(listens);
        }
        assert_eq!(heard, 1, "{} listens to one event", row.name);
    }
}

#[test]
fn every_row_has_a_name_of_its_own() {
    let names: BTreeSet<_> = HANDLERS.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), HANDLERS.len());
}

#[test]
fn a_timer_is_set_by_what_moves_the_expiry_and_cleared_by_what_ends_the_setup() {
    let ending = |event| timer_of(Event::Enrollment(event));
    let set = |minutes| Some(TimerChange::Set(minute(minutes)));
    let [started, verified] = setup().try_into().expect("two events");
    assert_eq!(timer_of(started), set(30));
    assert_eq!(timer_of(verified), set(31));
    assert_eq!(timer_of(issued(2)), set(32));
    assert_eq!(timer_of(confirmed()), set(32));
    assert_eq!(timer_of(activated()), CLEAR);
    assert_eq!(timer_of(disabled()), CLEAR);
    assert_eq!(ending(EnrollmentEvent::SetupCancelled {}), CLEAR);
    assert_eq!(ending(EnrollmentEvent::SetupExpired {}), CLEAR);
    assert_eq!(ending(EnrollmentEvent::SetupLocked {}), CLEAR);
    assert_eq!(timer_of(erased()), None);
    assert_eq!(ending(EnrollmentEvent::CodeSent { number: 1 }), None);
    let reason = NotSentReason::Refused;
    let not_sent = EnrollmentEvent::CodeNotSent { number: 1, reason };
    assert_eq!(ending(not_sent), None);
}

#[test]
fn a_challenges_timer_is_set_by_its_codes_and_cleared_by_the_right_one_and_by_its_end() {
    let ending = |event| timer_of(Event::Challenge(event));
    let set = |minutes| Some(TimerChange::Set(minute(minutes)));
    for purpose in ChallengePurpose::ALL {
        assert_eq!(timer_of(opened(*purpose)), set(15));
        assert_eq!(timer_of(challenge_confirmed(*purpose)), CLEAR);
    }
    assert_eq!(timer_of(challenge_issued(2)), set(17));
    assert_eq!(ending(ChallengeEvent::ChallengeCancelled {}), CLEAR);
    assert_eq!(ending(ChallengeEvent::ChallengeExpired {}), CLEAR);
    assert_eq!(ending(ChallengeEvent::ChallengeLocked {}), CLEAR);
    assert_eq!(timer_of(challenge_rejected(Rejection::Wrong, 3)), None);
    assert_eq!(ending(ChallengeEvent::CodeSent { number: 1 }), None);
    let reason = NotSentReason::Refused;
    let not_sent = ChallengeEvent::CodeNotSent { number: 1, reason };
    assert_eq!(ending(not_sent), None);
}

const CLEAR: Option<TimerChange> = Some(TimerChange::Clear);

fn timer_of(event: Event) -> Option<TimerChange> {
    timer_change(&given([event]).last.expect("something happened"))
}
