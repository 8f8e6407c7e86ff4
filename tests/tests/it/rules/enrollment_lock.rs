//! Wrong codes in a row, over resends and setups, and the lock that follows.

use chrono::TimeDelta;
use countersign_domain::{
    AccountCommand, EnrollmentEvent, EnrollmentState as State, LockReason, Refusal, Rejection,
};

use super::{
    given::{
        TICK, confirm, issued, locked, minute, password, password_rejected, rejected, second,
        start_setup, started, verified, wrong_guesses, wrong_state,
    },
    scene::Scene,
};

fn wrong_code(attempts_left: u32) -> Refusal {
    Refusal::WrongCode {
        attempts_left,
        locked_until: None,
    }
}

/// So many wrong codes in a row, five a setup; a fresh setup's code is live.
fn after_wrong_codes(wrong_codes: u32) -> Scene {
    let mut scene = Scene::awaiting_code();
    for setup in 0..wrong_codes / 5 {
        let next = u8::try_from(setup + 2).expect("few setups");
        let at = minute(30 * i64::from(setup + 1));
        scene = scene
            .and_in(next - 1, wrong_guesses(1, 5))
            .and_in(next - 1, [EnrollmentEvent::SetupCancelled {}])
            .and_in(next, [started(next, at), verified(at), issued(1, at)])
            .at(at);
    }
    let last = u8::try_from(wrong_codes / 5 + 1).expect("few setups");
    scene.and_in(last, wrong_guesses(1, wrong_codes % 5))
}

#[test]
fn the_twentieth_wrong_code_ends_the_setup_and_locks_the_account_for_a_day() {
    let mut scene = after_wrong_codes(19);
    let now = scene.now;
    let locked_until = now + TimeDelta::hours(24);
    let wrong = confirm(&scene.wrong_guess());
    let done = scene.submit(4, &wrong);
    let events = vec![
        rejected(1, Rejection::Wrong, 0).into(),
        EnrollmentEvent::SetupLocked {}.into(),
        locked(LockReason::WrongCodes, locked_until),
    ];
    let told = Refusal::WrongCode {
        attempts_left: 0,
        locked_until: Some(locked_until),
    };
    assert_eq!(done, Ok((events, Some(told))));

    let refusal = Refusal::Locked { locked_until };
    let mut scene = scene.at(locked_until - TICK);
    scene
        .when_in(4, wrong.clone())
        .then_expect_error(refusal.clone());
    scene.when_in(5, start_setup(5)).then_expect_error(refusal);
    scene
        .submit_account(&AccountCommand::Unlock)
        .expect("support helps");
    scene
        .when_in(4, wrong)
        .then_expect_error(wrong_state(State::Locked));
    scene.submit(5, &start_setup(5)).expect("the next setup");
}

#[test]
fn the_lock_may_come_with_guesses_left_and_they_are_not_promised() {
    let mut scene = Scene::awaiting_code();
    scene.policy.wrong_codes_until_lock = 1;
    let told = scene.enter(&scene.wrong_guess());
    let locked_until = Some(minute(1) + TimeDelta::hours(24));
    assert_eq!(
        told,
        Some(Refusal::WrongCode {
            attempts_left: 0,
            locked_until
        })
    );
}

#[test]
fn a_confirmed_code_ends_the_row_of_wrong_ones() {
    let mut scene = after_wrong_codes(19);
    let code = scene.code(4, 1).expect("the live code");
    scene.submit(4, &confirm(&code)).expect("the right code");
    let at = scene.now + TimeDelta::minutes(5);
    let mut scene = scene
        .and_in(4, [EnrollmentEvent::SetupCancelled {}])
        .and_in(5, [started(5, at), verified(at), issued(1, at)])
        .at(at);
    let wrong = confirm(&scene.wrong_guess());
    let (_, told) = scene.submit(5, &wrong).expect("a counted guess");
    assert_eq!(told, Some(wrong_code(4)));
}

#[test]
fn wrong_passwords_and_wrong_codes_are_counted_apart() {
    let mut scene = after_wrong_codes(4);
    let row = [4, 3, 2, 1].map(password_rejected);
    scene = scene.and_in(1, row);
    let told = scene.enter(&scene.wrong_guess());
    assert_eq!(told, Some(wrong_code(0)));
    let scene = scene
        .and_in(1, [EnrollmentEvent::SetupCancelled {}])
        .and_in(2, [started(2, second(100))]);
    scene
        .when_in(2, password(false))
        .then_expect_events(vec![password_rejected(0)]);
}

#[test]
fn a_lock_for_wrong_codes_is_told_wherever_the_enrollment_stands() {
    let locked_until = minute(60);
    let lock = || [locked(LockReason::WrongCodes, locked_until)];
    let ended = Scene::awaiting_code().and_in(1, [EnrollmentEvent::SetupCancelled {}]);
    let scenes = [
        Scene::awaiting_password(),
        Scene::awaiting_code(),
        Scene::awaiting_code().at(minute(40)),
        Scene::awaiting_acknowledgement(),
        Scene::active(),
        ended,
    ];
    for scene in scenes {
        scene
            .and(lock())
            .when(confirm("123456"))
            .then_expect_error(Refusal::Locked { locked_until });
    }
}
