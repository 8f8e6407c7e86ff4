//! Each command in each state: it is accepted, leads to nothing, or is refused with the state.

use countersign_domain::{
    EnrollmentCommand, EnrollmentEvent, EnrollmentState as State, NotSentReason, Refusal,
};

use super::{
    given::{confirm, erased, issue, minute, password, suspended, wrong_state},
    scene::Scene,
};

/// Every state an enrollment can be in, in minute 5.
fn everywhere() -> Vec<(Option<State>, Scene)> {
    let ended = |event| Scene::awaiting_code().and_in(1, [event]);
    let scenes = [
        (None, Scene::registered()),
        (Some(State::AwaitingPassword), Scene::awaiting_password()),
        (Some(State::AwaitingCode), Scene::awaiting_code()),
        (
            Some(State::AwaitingAcknowledgement),
            Scene::awaiting_acknowledgement(),
        ),
        (Some(State::Active), Scene::active()),
        (
            Some(State::Cancelled),
            ended(EnrollmentEvent::SetupCancelled {}),
        ),
        (
            Some(State::Expired),
            ended(EnrollmentEvent::SetupExpired {}),
        ),
        (Some(State::Locked), ended(EnrollmentEvent::SetupLocked {})),
    ];
    scenes
        .into_iter()
        .map(|(state, scene)| (state, scene.at(minute(5))))
        .collect()
}

/// What customers ask, and the states in which it is done.
fn asked_by_customers() -> Vec<(EnrollmentCommand, &'static [State])> {
    vec![
        (password(true), &[State::AwaitingPassword]),
        (password(false), &[State::AwaitingPassword]),
        (issue(2), &[State::AwaitingCode]),
        (confirm("123456"), &[State::AwaitingCode]),
        (
            EnrollmentCommand::Acknowledge,
            &[State::AwaitingAcknowledgement, State::Active],
        ),
        (
            EnrollmentCommand::Cancel,
            &[
                State::AwaitingPassword,
                State::AwaitingCode,
                State::AwaitingAcknowledgement,
            ],
        ),
    ]
}

/// What the service itself asks. It is never refused: nobody is there to be told.
fn asked_by_the_service() -> [EnrollmentCommand; 3] {
    [
        EnrollmentCommand::Expire,
        EnrollmentCommand::RecordSent { number: 1 },
        EnrollmentCommand::RecordNotSent {
            number: 1,
            reason: NotSentReason::Erased,
        },
    ]
}

#[test]
fn a_command_that_does_not_fit_is_told_the_state() {
    for (command, fits) in asked_by_customers() {
        for (state, scene) in everywhere() {
            let result = scene.when(command.clone()).inspect_result();
            match state {
                None => assert_eq!(result, Err(Refusal::NotFound)),
                Some(state) if fits.contains(&state) => assert!(result.is_ok(), "{state:?}"),
                Some(state) => assert_eq!(result, Err(wrong_state(state))),
            }
        }
    }
}

#[test]
fn nothing_is_done_for_who_is_suspended_or_erased() {
    for (command, _) in asked_by_customers() {
        for (state, scene) in everywhere() {
            let refusal = |refusal| state.map_or(Refusal::NotFound, |_| refusal);
            let scene = scene.and([suspended()]);
            scene
                .when(command.clone())
                .then_expect_error(refusal(Refusal::Suspended));
            scene
                .and([erased()])
                .when(command.clone())
                .then_expect_error(refusal(Refusal::Erased));
        }
    }
}

#[test]
fn nothing_is_done_for_who_is_unknown() {
    for (command, _) in asked_by_customers() {
        Scene::empty()
            .when(command)
            .then_expect_error(Refusal::NotFound);
    }
}

#[test]
fn what_the_service_itself_asks_is_never_refused() {
    for command in asked_by_the_service() {
        for (_, scene) in everywhere() {
            let scene = scene.and([suspended(), erased()]);
            let result = scene.when(command.clone()).inspect_result();
            assert!(result.is_ok());
        }
    }
}
