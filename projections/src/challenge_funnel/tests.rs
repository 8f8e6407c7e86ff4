//! What the events of a challenge make of its passage.

use std::collections::BTreeMap;

use countersign_domain::{ChallengeEvent, ChallengePurpose, LoggedEvent, Rejection};

use super::FUNNEL;
use crate::{
    funnel::{Passage, Passages},
    history::{
        CHALLENGE, activated, challenge, code_confirmed, history, minute, opened, passed,
        registered, started,
    },
};

fn passages(known: Passages, events: &[LoggedEvent]) -> Passages {
    FUNNEL.fold(known, events)
}

fn rejected(rejection: Rejection) -> ChallengeEvent {
    ChallengeEvent::CodeRejected {
        number: 1,
        rejection,
        attempts_left: 4,
        wrong_codes: 1,
    }
}

fn sent(number: u32) -> ChallengeEvent {
    ChallengeEvent::CodeSent { number }
}

fn a_whole_story() -> Vec<LoggedEvent> {
    history([
        registered(),
        opened(ChallengePurpose::StepUp),
        challenge(sent(1)),
        challenge(rejected(Rejection::Wrong)),
        challenge(sent(2)),
        challenge(rejected(Rejection::Superseded)),
        challenge(rejected(Rejection::Wrong)),
        passed(ChallengePurpose::StepUp),
    ])
}

#[test]
fn each_step_has_the_time_of_its_first_event_and_wrong_codes_are_counted() {
    let passages = passages(Passages::new(), &a_whole_story());
    let expected = Passage {
        began_at: minute(2),
        times: BTreeMap::from([("code_sent_at", minute(3)), ("passed_at", minute(8))]),
        purpose: "step-up".to_owned(),
        wrong_codes: 2,
    };
    assert_eq!(passages, Passages::from([(CHALLENGE.0, expected)]));
}

#[test]
fn each_ending_is_told_apart() {
    let ended = |ending| {
        let events = history([opened(ChallengePurpose::SignIn), challenge(ending)]);
        passages(Passages::new(), &events)[&CHALLENGE.0]
            .times
            .clone()
    };
    let at = |column| BTreeMap::from([(column, minute(2))]);
    let cancelled = ChallengeEvent::ChallengeCancelled {};
    assert_eq!(ended(cancelled), at("cancelled_at"));
    assert_eq!(ended(ChallengeEvent::ChallengeExpired {}), at("expired_at"));
    assert_eq!(ended(ChallengeEvent::ChallengeLocked {}), at("locked_at"));
}

#[test]
fn each_purpose_is_told_apart() {
    for purpose in ChallengePurpose::ALL {
        let passages = passages(Passages::new(), &history([opened(*purpose)]));
        assert_eq!(passages[&CHALLENGE.0].purpose, purpose.as_str());
    }
}

#[test]
fn a_challenge_whose_opening_is_unknown_and_an_enrollment_are_not_counted() {
    let events = history([
        challenge(sent(1)),
        started(crate::history::SETUP),
        code_confirmed(),
        activated(),
    ]);
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
