//! Starting a setup.

use chrono::TimeDelta;
use countersign_domain::{EnrollmentEvent, EnrollmentState as State, LockReason, Refusal};

use super::{
    given::{TICK, enrollment, erased, locked, minute, second, start_setup, started, suspended},
    scene::Scene,
};

fn in_the_way(state: State) -> Refusal {
    Refusal::WrongState {
        state,
        enrollment_id: Some(enrollment(1)),
    }
}

#[test]
fn a_setup_starts_now_and_ends_by_itself_after_thirty_minutes() {
    Scene::registered()
        .at(minute(7))
        .when(start_setup(1))
        .then_expect_events(vec![started(1, minute(7))]);
}

#[test]
fn its_lifetime_is_a_setting() {
    let mut scene = Scene::registered();
    scene.policy.setup_lifetime = TimeDelta::minutes(5);
    let events = scene.when(start_setup(1)).inspect_result();
    let events = events.expect("a setup is accepted");
    assert!(matches!(
        &events[..],
        [EnrollmentEvent::SetupStarted { setup_expires_at, .. }] if *setup_expires_at == minute(5)
    ));
}

#[test]
fn only_an_account_in_good_standing_starts_one() {
    let refusals = [
        (Scene::empty(), Refusal::NotFound),
        (Scene::registered().and([suspended()]), Refusal::Suspended),
        (Scene::registered().and([erased()]), Refusal::Erased),
    ];
    for (scene, refusal) in refusals {
        scene.when(start_setup(1)).then_expect_error(refusal);
    }
}

#[test]
fn a_setup_under_way_is_in_the_way_until_it_has_expired_and_is_replaced_then() {
    let under_way = [
        (Scene::awaiting_password(), State::AwaitingPassword, 30),
        (Scene::awaiting_code(), State::AwaitingCode, 31),
        (
            Scene::awaiting_acknowledgement(),
            State::AwaitingAcknowledgement,
            33,
        ),
    ];
    for (scene, state, expires_in_minute) in under_way {
        scene
            .when_in(2, start_setup(2))
            .then_expect_error(in_the_way(state));
        let expiry = minute(expires_in_minute);
        let scene = scene.at(expiry - TICK);
        scene
            .when_in(2, start_setup(2))
            .then_expect_error(in_the_way(state));
        scene
            .at(expiry)
            .when_in(2, start_setup(2))
            .then_expect_events(vec![started(2, expiry)]);
    }
}

#[test]
fn the_late_expiry_of_a_replaced_setup_changes_nothing() {
    let scene = Scene::awaiting_code().and_in(2, [started(2, minute(31))]);
    let limits = scene.limits.clone();
    let current = limits.current().expect("the second setup");
    assert_eq!(current.enrollment_id, enrollment(2));
    let scene = scene.at(minute(32));
    scene
        .when(countersign_domain::EnrollmentCommand::Expire)
        .then_expect_events(vec![EnrollmentEvent::SetupExpired {}]);
    let scene = scene.and_in(1, [EnrollmentEvent::SetupExpired {}]);
    assert_eq!(scene.limits, limits);
    scene
        .when_in(3, start_setup(3))
        .then_expect_error(Refusal::WrongState {
            state: State::AwaitingPassword,
            enrollment_id: Some(enrollment(2)),
        });
}

#[test]
fn two_factor_that_is_on_is_in_the_way_for_ever() {
    Scene::active()
        .at(minute(1_000_000))
        .when_in(2, start_setup(2))
        .then_expect_error(in_the_way(State::Active));
}

#[test]
fn a_setup_that_ended_is_in_nobodys_way() {
    let endings = [
        EnrollmentEvent::SetupCancelled {},
        EnrollmentEvent::SetupExpired {},
        EnrollmentEvent::SetupLocked {},
    ];
    for ending in endings {
        Scene::awaiting_code()
            .and_in(1, [ending])
            .when_in(2, start_setup(2))
            .then_expect_events(vec![started(2, minute(1))]);
    }
}

#[test]
fn an_enrollment_is_started_once() {
    let ended = Scene::awaiting_password().and_in(1, [EnrollmentEvent::SetupCancelled {}]);
    let scenes = [
        (Scene::awaiting_password(), State::AwaitingPassword),
        (Scene::active(), State::Active),
        (ended, State::Cancelled),
    ];
    for (scene, state) in scenes {
        scene
            .when(start_setup(1))
            .then_expect_error(in_the_way(state));
    }
}

#[test]
fn ten_setups_start_in_an_hour() {
    let mut scene = Scene::registered();
    for number in 1..=10 {
        let at = second(i64::from(number));
        let done = vec![started(number, at), EnrollmentEvent::SetupCancelled {}];
        scene = scene.and_in(number, done).at(at);
    }
    let too_soon = Refusal::TooSoon {
        retry_at: second(3_601),
    };
    scene
        .when_in(11, start_setup(11))
        .then_expect_error(too_soon.clone());
    let scene = scene.at(second(3_601) - TICK);
    scene
        .when_in(11, start_setup(11))
        .then_expect_error(too_soon);
    let scene = scene.at(second(3_601));
    let eleventh = vec![started(11, second(3_601))];
    scene
        .when_in(11, start_setup(11))
        .then_expect_events(eleventh.clone());
    scene
        .and_in(11, eleventh)
        .and_in(11, [EnrollmentEvent::SetupCancelled {}])
        .when_in(12, start_setup(12))
        .then_expect_error(Refusal::TooSoon {
            retry_at: second(3_602),
        });
}

#[test]
fn a_lock_for_wrong_codes_refuses_until_it_ends() {
    let locked_until = minute(60);
    let mut scene = Scene::registered().and([locked(LockReason::WrongCodes, locked_until)]);
    for now in [minute(0), locked_until - TICK] {
        scene = scene.at(now);
        scene
            .when(start_setup(1))
            .then_expect_error(Refusal::Locked { locked_until });
    }
    scene
        .at(locked_until)
        .when(start_setup(1))
        .then_expect_events(vec![started(1, locked_until)]);
}

#[test]
fn a_lock_for_wrong_codes_is_told_before_what_else_is_in_the_way() {
    let locked_until = minute(60);
    Scene::awaiting_password()
        .and([locked(LockReason::WrongCodes, locked_until)])
        .when_in(2, start_setup(2))
        .then_expect_error(Refusal::Locked { locked_until });
}

#[test]
fn a_lock_for_wrong_passwords_refuses_no_setup() {
    Scene::registered()
        .and([locked(LockReason::WrongPasswords, minute(15))])
        .when(start_setup(1))
        .then_expect_events(vec![started(1, minute(0))]);
}
