//! The table of all reactions, and the setup's timer.

use countersign_domain::{
    Account, Decider, Enrollment, EnrollmentEvent, Event, LockReason, NotSentReason,
};

use super::{
    events::{
        activated, address_changed, confirmed, enrollment_id, erased, expired, issued, locked,
        minute, registered, setup,
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
        locked(LockReason::WrongCodes, minute(20)),
        address_changed("other"),
        confirmed(),
        registered(),
        erased(),
    ];
    for row in HANDLERS {
        let mut heard = 0;
        for event in &events {
            let aggregate_type = match event {
                Event::Account(_) => type_of::<Account>(),
                Event::Enrollment(_) => type_of::<Enrollment>(),
            };
            let listens = (aggregate_type, event.event_type().as_str())
                == (row.aggregate_type, row.event_type);
            let reaction = given([]).when_told_of(row.name, event.clone());
            let is_other = matches!(reaction, Err(Unanswerable::OtherEvent { .. }));
            assert_eq!(listens, !is_other, "{} of {}", row.name, event.event_type());
            heard += u32::from(listens);
        }
        assert_eq!(heard, 1, "{} listens to one event", row.name);
    }
}

#[test]
fn a_timer_is_set_by_what_moves_the_expiry_and_cleared_by_what_ends_the_setup() {
    let ending = |event| timer_of(Event::Enrollment(event));
    let set = |minutes| {
        Some(TimerChange::Set {
            enrollment_id: enrollment_id(),
            due_at: minute(minutes),
        })
    };
    let clear = Some(TimerChange::Clear {
        enrollment_id: enrollment_id(),
    });
    let [started, verified] = setup().try_into().expect("two events");
    assert_eq!(timer_of(started), set(30));
    assert_eq!(timer_of(verified), set(31));
    assert_eq!(timer_of(issued(2)), set(32));
    assert_eq!(timer_of(confirmed()), set(32));
    assert_eq!(timer_of(activated()), clear);
    assert_eq!(ending(EnrollmentEvent::SetupCancelled {}), clear);
    assert_eq!(ending(EnrollmentEvent::SetupExpired {}), clear);
    assert_eq!(ending(EnrollmentEvent::SetupLocked {}), clear);
    assert_eq!(timer_of(erased()), None);
    assert_eq!(ending(EnrollmentEvent::CodeSent { number: 1 }), None);
    let reason = NotSentReason::Refused;
    let not_sent = EnrollmentEvent::CodeNotSent { number: 1, reason };
    assert_eq!(ending(not_sent), None);
}

fn timer_of(event: Event) -> Option<TimerChange> {
    timer_change(&given([event]).last.expect("something happened"))
}
