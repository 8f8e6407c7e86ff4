//! What the events of an enrollment make of its passage.

use countersign_domain::{EnrollmentEvent, LoggedEvent};

use super::{Passage, Passages, fold, of_enrollments};
use crate::history::{
    SETUP, activated, code_confirmed, code_sent, history, minute, password_verified, registered,
    setup, started,
};

fn passages(known: Passages, events: &[LoggedEvent]) -> Passages {
    fold(known, &of_enrollments(events))
}

fn a_whole_story() -> Vec<LoggedEvent> {
    history([
        registered(),
        started(SETUP),
        password_verified(),
        code_sent(1),
        code_sent(2),
        code_confirmed(),
        activated(),
    ])
}

#[test]
fn each_step_has_the_time_of_its_first_event() {
    let passages = passages(Passages::new(), &a_whole_story());
    let expected = Passage {
        started_at: minute(2),
        password_verified_at: Some(minute(3)),
        code_sent_at: Some(minute(4)),
        code_confirmed_at: Some(minute(6)),
        activated_at: Some(minute(7)),
        cancelled_at: None,
        expired_at: None,
        locked_at: None,
    };
    assert_eq!(passages, Passages::from([(SETUP, expected)]));
}

#[test]
fn each_ending_is_told_apart() {
    let ended = |ending| {
        let events = history([started(SETUP), setup(SETUP, ending)]);
        let passage = passages(Passages::new(), &events)[&SETUP].clone();
        (passage.cancelled_at, passage.expired_at, passage.locked_at)
    };
    let at = Some(minute(2));
    assert_eq!(ended(EnrollmentEvent::SetupCancelled {}), (at, None, None));
    assert_eq!(ended(EnrollmentEvent::SetupExpired {}), (None, at, None));
    assert_eq!(ended(EnrollmentEvent::SetupLocked {}), (None, None, at));
}

#[test]
fn an_enrollment_whose_start_is_unknown_is_not_counted() {
    let events = history([code_sent(1), activated()]);
    assert_eq!(passages(Passages::new(), &events), Passages::new());
}

#[test]
fn it_does_not_matter_how_the_log_is_cut_into_batches() {
    let story = a_whole_story();
    let whole = passages(Passages::new(), &story);
    for cut in 0..=story.len() {
        let (first, second) = story.split_at(cut);
        let known = passages(Passages::new(), first);
        assert_eq!(passages(known, second), whole);
    }
}
