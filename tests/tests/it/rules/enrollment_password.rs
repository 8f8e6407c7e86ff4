//! Keying in the account's password.

use chrono::TimeDelta;
use countersign_domain::{
    AccountCommand, AccountEvent, EnrollmentEvent, EnrollmentState as State, Event, LockReason,
    NoLiveCode, Refusal,
};

use super::{
    given::{
        TICK, confirm, issue, issued, locked, minute, password, password_rejected, second,
        start_setup, started, verified, wrong_state,
    },
    scene::Scene,
};

#[test]
fn the_right_password_brings_the_first_code_at_once() {
    Scene::awaiting_password()
        .at(minute(1))
        .when(password(true))
        .then_expect_events(vec![verified(minute(1)), issued(1, minute(1))]);
}

#[test]
fn a_wrong_password_is_counted() {
    Scene::awaiting_password()
        .when(password(false))
        .then_expect_events(vec![password_rejected(4)]);
}

#[test]
fn the_fifth_wrong_password_locks_the_account_for_fifteen_minutes_and_the_state_stays() {
    let mut scene = Scene::awaiting_password().at(minute(2));
    for attempts_left in [4, 3, 2, 1] {
        let told = Refusal::WrongPassword {
            attempts_left,
            locked_until: None,
        };
        let done = scene.submit(1, &password(false));
        let events = vec![password_rejected(attempts_left).into()];
        assert_eq!(done, Ok((events, Some(told))));
    }
    let locked_until = minute(17);
    let told = Refusal::WrongPassword {
        attempts_left: 0,
        locked_until: Some(locked_until),
    };
    let events = vec![
        password_rejected(0).into(),
        locked(LockReason::WrongPasswords, locked_until),
    ];
    let done = scene.submit(1, &password(false));
    assert_eq!(done, Ok((events, Some(told))));

    for now in [minute(2), locked_until - TICK] {
        scene = scene.at(now);
        for matched in [true, false] {
            scene
                .when(password(matched))
                .then_expect_error(Refusal::Locked { locked_until });
        }
    }
    let scene = scene.at(locked_until);
    scene
        .when(password(false))
        .then_expect_events(vec![password_rejected(4)]);
    scene
        .when(password(true))
        .then_expect_events(vec![verified(locked_until), issued(1, locked_until)]);
}

#[test]
fn wrong_passwords_count_on_in_the_next_setup() {
    let mut scene = Scene::awaiting_password().and_in(
        1,
        [
            password_rejected(4),
            password_rejected(3),
            EnrollmentEvent::SetupCancelled {},
        ],
    );
    scene.submit(2, &start_setup(2)).expect("a second setup");
    scene
        .when_in(2, password(false))
        .then_expect_events(vec![password_rejected(2)]);
}

#[test]
fn the_right_password_ends_the_row_of_wrong_ones() {
    let row = (1..=4).rev().map(password_rejected);
    let scene = Scene::awaiting_password()
        .and_in(1, row)
        .and_in(1, [verified(minute(1)), EnrollmentEvent::SetupCancelled {}])
        .and_in(2, [started(2, minute(2))]);
    scene
        .when_in(2, password(false))
        .then_expect_events(vec![password_rejected(4)]);
}

#[test]
fn support_lifts_the_lock_and_the_count() {
    let mut scene = Scene::awaiting_password();
    for _ in 0..5 {
        scene.submit(1, &password(false)).expect("a counted try");
    }
    let unlocked = scene.submit_account(&AccountCommand::Unlock);
    let events = vec![Event::Account(AccountEvent::AccountUnlocked {})];
    assert_eq!(unlocked, Ok((events, None)));
    scene
        .when(password(false))
        .then_expect_events(vec![password_rejected(4)]);
}

#[test]
fn wrong_passwords_lock_nobody_out_of_entering_or_asking_for_a_code() {
    let scene = Scene::awaiting_code()
        .and([locked(LockReason::WrongPasswords, minute(15))])
        .at(minute(3));
    let code = scene.code(1, 1).expect("the first code");
    let events = scene.when(confirm(&code)).inspect_result();
    assert!(events.is_ok());
    let events = scene.when(issue(2)).inspect_result();
    assert!(events.is_ok());
}

#[test]
fn a_lock_for_wrong_codes_takes_no_password() {
    let locked_until = minute(15);
    Scene::awaiting_password()
        .and([locked(LockReason::WrongCodes, locked_until)])
        .when(password(true))
        .then_expect_error(Refusal::Locked { locked_until });
}

#[test]
fn a_setup_takes_its_password_until_it_expires() {
    let scene = Scene::awaiting_password().at(minute(30) - TICK);
    let events = scene.when(password(true)).inspect_result();
    assert!(events.is_ok());
    let scene = scene.at(minute(30));
    for matched in [true, false] {
        scene
            .when(password(matched))
            .then_expect_error(wrong_state(State::Expired));
    }
}

#[test]
fn where_the_account_has_had_its_codes_the_password_is_verified_all_the_same() {
    let scene = Scene::awaiting_code()
        .and_in(1, [EnrollmentEvent::SetupCancelled {}])
        .and_in(2, [started(2, second(100))])
        .at(minute(2) - TICK);
    let only_verified = vec![verified(minute(2) - TICK)];
    scene
        .when_in(2, password(true))
        .then_expect_events(only_verified.clone());

    let scene = scene.and_in(2, only_verified);
    scene
        .when_in(2, confirm("123456"))
        .then_expect_error(Refusal::NoLiveCode {
            reason: NoLiveCode::NotIssued,
            resend_at: minute(2),
        });
    scene
        .when_in(2, issue(1))
        .then_expect_error(Refusal::TooSoon {
            retry_at: minute(2),
        });
    scene
        .at(minute(2))
        .when_in(2, issue(1))
        .then_expect_events(vec![issued(1, minute(2))]);
}

#[test]
fn with_the_gap_over_the_next_setups_password_brings_its_code() {
    Scene::awaiting_code()
        .and_in(1, [EnrollmentEvent::SetupCancelled {}])
        .and_in(2, [started(2, second(100))])
        .at(minute(2))
        .when_in(2, password(true))
        .then_expect_events(vec![verified(minute(2)), issued(1, minute(2))]);
}

#[test]
fn tries_and_length_of_the_lock_are_settings() {
    let mut scene = Scene::awaiting_password();
    scene.policy.wrong_passwords_until_lock = 1;
    scene.policy.password_lock = TimeDelta::seconds(7);
    let events = vec![
        password_rejected(0).into(),
        locked(LockReason::WrongPasswords, second(7)),
    ];
    let (appended, _) = scene.submit(1, &password(false)).expect("a counted try");
    assert_eq!(appended, events);
}
