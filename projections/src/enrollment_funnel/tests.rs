//! What the events of an enrollment make of its passage.

use std::collections::BTreeMap;

use countersign_domain::{EnrollmentEvent, LoggedEvent};

use super::FUNNEL;
use crate::{
    funnel::{Passage, Passages},
    history::{
        SETUP, activated, code_confirmed, code_sent, history, minute, password_verified,
        registered, setup, started,
    },
};

fn passages(known: Passages, events: &[LoggedEvent]) -> Passages {
    FUNNEL.fold(known, events)
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
        began_at: minute(2),
        times: BTreeMap::from([
            ("password_verified_at", minute(3)),
            ("code_sent_at", minute(4)),
            ("code_confirmed_at", minute(6)),
            ("activated_at", minute(7)),
        ]),
        purpose: String::new(),
        wrong_codes: 0,
    };
    assert_eq!(passages, Passages::from([(SETUP.0, expected)]));
}

#[test]
fn each_ending_is_told_apart() {
    let ended = |ending| {
        let events = history([started(SETUP), setup(SETUP, ending)]);
        passages(Passages::new(), &events)[&SETUP.0].times.clone()
    };
    let at = |column| BTreeMap::from([(column, minute(2))]);
    assert_eq!(
        ended(EnrollmentEvent::SetupCancelled {}),
        at("cancelled_at")
    );
    assert_eq!(ended(EnrollmentEvent::SetupExpired {}), at("expired_at"));
    assert_eq!(ended(EnrollmentEvent::SetupLocked {}), at("locked_at"));
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
