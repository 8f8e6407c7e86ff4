//! Each command in each state of a challenge: it is accepted, or refused with the state.

use countersign_domain::{
    ChallengeCommand, ChallengeEvent, ChallengePurpose as Purpose, ChallengeState as State,
    NotSentReason, Refusal,
};

use super::{
    given::{erased, minute, suspended},
    given_challenge::{challenge_is, confirm_code, issue_code, open},
    scene::Scene,
};

/// Every state a challenge can be in, in minute 13.
fn everywhere() -> Vec<(Option<State>, Scene)> {
    let ended = |event| Scene::challenged(Purpose::StepUp).and_challenged(1, [event]);
    let scenes = [
        (None, Scene::active()),
        (
            Some(State::AwaitingCode),
            Scene::challenged(Purpose::StepUp),
        ),
        (Some(State::Passed), Scene::passed(Purpose::StepUp)),
        (
            Some(State::Cancelled),
            ended(ChallengeEvent::ChallengeCancelled {}),
        ),
        (
            Some(State::Expired),
            ended(ChallengeEvent::ChallengeExpired {}),
        ),
        (
            Some(State::Locked),
            ended(ChallengeEvent::ChallengeLocked {}),
        ),
    ];
    scenes
        .into_iter()
        .map(|(state, scene)| (state, scene.at(minute(13))))
        .collect()
}

/// What customers ask of a challenge that awaits its code, and of no other.
fn asked_by_customers() -> [ChallengeCommand; 3] {
    [
        issue_code(2),
        confirm_code("123456"),
        ChallengeCommand::Cancel,
    ]
}

/// What the service itself asks. It is never refused: nobody is there to be told.
fn asked_by_the_service() -> [ChallengeCommand; 3] {
    [
        ChallengeCommand::Expire,
        ChallengeCommand::RecordSent { number: 1 },
        ChallengeCommand::RecordNotSent {
            number: 1,
            reason: NotSentReason::Erased,
        },
    ]
}

#[test]
fn a_command_that_does_not_fit_is_told_the_state() {
    for command in asked_by_customers() {
        for (state, scene) in everywhere() {
            let result = scene.when_challenged(command.clone()).inspect_result();
            match state {
                None => assert_eq!(result, Err(Refusal::NotFound)),
                Some(State::AwaitingCode) => assert!(result.is_ok()),
                Some(state) => assert_eq!(result, Err(challenge_is(state))),
            }
        }
    }
}

#[test]
fn an_id_is_used_once() {
    for (state, scene) in everywhere() {
        let result = scene
            .when_challenged(open(1, Purpose::SignIn))
            .inspect_result();
        match state {
            None => assert!(result.is_ok()),
            Some(state) => assert_eq!(result, Err(challenge_is(state))),
        }
    }
}

#[test]
fn nothing_is_done_for_who_is_suspended_or_erased() {
    for command in asked_by_customers() {
        for (state, scene) in everywhere() {
            let refusal = |refusal| state.map_or(Refusal::NotFound, |_| refusal);
            let scene = scene.and([suspended()]);
            scene
                .when_challenged(command.clone())
                .then_expect_error(refusal(Refusal::Suspended));
            scene
                .and([erased()])
                .when_challenged(command.clone())
                .then_expect_error(refusal(Refusal::Erased));
        }
    }
}

#[test]
fn what_the_service_itself_asks_is_never_refused() {
    for command in asked_by_the_service() {
        for (_, scene) in everywhere() {
            let scene = scene.and([suspended(), erased()]);
            let result = scene.when_challenged(command.clone()).inspect_result();
            assert!(result.is_ok());
        }
    }
}
