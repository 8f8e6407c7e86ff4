//! Wrong codes in a row, over challenges and setups together.

use chrono::TimeDelta;
use countersign_domain::{
    AccountCommand, ChallengeEvent, ChallengePurpose as Purpose, ChallengeState as State,
    EnrollmentEvent, LockReason, Refusal, Rejection,
};

use super::{
    given::{confirm, locked, minute, rejected, start_setup, wrong_guesses},
    given_challenge::{
        SECOND, asked, challenge_is, code_confirmed, code_issued, code_rejected, confirm_code,
        disable, issue_code, open, wrong_code,
    },
    scene::Scene,
};

/// So many wrong codes in a row, five a challenge; the last challenge's code is live.
fn after_wrong_codes(wrong_codes: u32) -> (Scene, u8) {
    let mut scene = Scene::active();
    let last = u8::try_from(wrong_codes / 5 + 1).expect("few challenges");
    for number in 1..=last {
        let at = minute(30 * i64::from(number));
        let before = u32::from(number - 1) * 5;
        let guesses = 1..=(wrong_codes - before).min(5);
        scene = scene
            .and_challenged(number, [asked(number, Purpose::SignIn, at)])
            .and_challenged(number, [code_issued(1, at)])
            .and_challenged(number, guesses.map(|n| code_rejected(1, 5 - n, before + n)))
            .at(at);
    }
    (scene, last)
}

#[test]
fn the_twentieth_wrong_code_over_challenges_locks_this_one_and_the_account_for_a_day() {
    let (mut scene, last) = after_wrong_codes(19);
    let locked_until = scene.now + TimeDelta::hours(24);
    let wrong = confirm_code(&scene.wrong_guess());
    let done = scene.submit_challenge(last, &wrong);
    let events = vec![
        code_rejected(1, 0, 20).into(),
        ChallengeEvent::ChallengeLocked {}.into(),
        locked(LockReason::WrongCodes, locked_until),
    ];
    let told = Refusal::WrongCode {
        attempts_left: 0,
        locked_until: Some(locked_until),
    };
    assert_eq!(done, Ok((events, Some(told))));

    let mut scene = scene.at(locked_until - SECOND);
    let refusal = || Refusal::Locked { locked_until };
    for command in [wrong.clone(), issue_code(2)] {
        scene
            .when_challenged_in(last, command)
            .then_expect_error(refusal());
    }
    for purpose in Purpose::ALL {
        scene
            .when_challenged_in(9, open(9, *purpose))
            .then_expect_error(refusal());
    }
    scene.when(disable(true, 1)).then_expect_error(refusal());
    scene
        .submit_account(&AccountCommand::Unlock)
        .expect("support helps");
    scene
        .when_challenged_in(last, wrong)
        .then_expect_error(challenge_is(State::Locked));
    let opened = scene.submit_challenge(9, &open(9, Purpose::SignIn));
    opened.expect("the next challenge");
}

#[test]
fn the_lock_is_over_after_a_day() {
    let (mut scene, last) = after_wrong_codes(19);
    let locked_until = scene.now + TimeDelta::hours(24);
    scene.answer(last, &scene.wrong_guess());
    for after in [locked_until, locked_until + SECOND] {
        let scene = scene.clone().at(after);
        let opened = scene
            .when_challenged_in(9, open(9, Purpose::SignIn))
            .inspect_result();
        assert!(opened.is_ok());
    }
}

/// Two-factor was switched off by a code that was right before the wrong ones, and the setup
/// after that goes on with the same row.
#[test]
fn the_row_goes_on_from_challenges_to_a_setup() {
    let purpose = Purpose::Disable;
    let row = (1..=19).map(|wrong_codes| code_rejected(1, 0, wrong_codes));
    let mut scene = Scene::passed(purpose)
        .and_challenged(2, [asked(2, Purpose::StepUp, minute(13))])
        .and_challenged(2, [code_issued(1, minute(13))])
        .and_challenged(2, row)
        .at(minute(14));
    scene
        .submit(1, &disable(true, 1))
        .expect("password and code");
    let mut scene = scene.and_set_up_again(2);
    let wrong = confirm(&scene.wrong_guess());
    let locked_until = scene.now + TimeDelta::hours(24);
    let (events, _) = scene.submit(2, &wrong).expect("a counted guess");
    assert_eq!(
        events,
        [
            rejected(1, Rejection::Wrong, 4).into(),
            EnrollmentEvent::SetupLocked {}.into(),
            locked(LockReason::WrongCodes, locked_until),
        ]
    );
    scene
        .when_in(3, start_setup(3))
        .then_expect_error(Refusal::Locked { locked_until });
}

/// As the log of another writer may have it: what the row rests on is the fold.
#[test]
fn the_row_goes_on_from_a_setup_to_challenges() {
    let setup = (0..4).flat_map(|_| wrong_guesses(1, 5)).take(19);
    let mut scene = Scene::challenged(Purpose::SignIn).and_in(1, setup);
    let (events, _) = scene
        .submit_challenge(1, &confirm_code(&scene.wrong_guess()))
        .expect("a counted guess");
    let locked_until = scene.now + TimeDelta::hours(24);
    assert_eq!(
        events,
        [
            code_rejected(1, 4, 20).into(),
            ChallengeEvent::ChallengeLocked {}.into(),
            locked(LockReason::WrongCodes, locked_until),
        ]
    );
}

#[test]
fn a_right_code_of_any_purpose_ends_the_row() {
    let (scene, last) = after_wrong_codes(19);
    for purpose in Purpose::ALL {
        let now = scene.now;
        let mut scene = scene
            .clone()
            .and_challenged(9, [asked(9, *purpose, now), code_issued(1, now)])
            .and_challenged(9, [code_confirmed(1, *purpose, now)]);
        assert_eq!(scene.limits.wrong_codes(), 0);
        let told = scene.answer(last, &scene.wrong_guess());
        assert_eq!(told, Some(wrong_code(0)));
    }
}

#[test]
fn neither_a_new_challenge_nor_a_new_code_ends_the_row() {
    let (mut scene, last) = after_wrong_codes(18);
    scene.now += TimeDelta::minutes(2);
    scene
        .submit_challenge(last, &issue_code(2))
        .expect("another code");
    assert_eq!(
        scene.answer(last, &scene.wrong_guess()),
        Some(wrong_code(4))
    );
    scene.now += TimeDelta::minutes(2);
    let opened = scene.submit_challenge(9, &open(9, Purpose::StepUp));
    opened.expect("another challenge");
    let locked_until = scene.now + TimeDelta::hours(24);
    let told = scene.answer(9, &scene.wrong_guess());
    let refusal = Refusal::WrongCode {
        attempts_left: 0,
        locked_until: Some(locked_until),
    };
    assert_eq!(told, Some(refusal));
}
