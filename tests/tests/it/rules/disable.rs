//! Switching two-factor off: the password, and a right code of a challenge that asked for just
//! that, under this very enrollment, a short while ago.

use chrono::TimeDelta;
use countersign_domain::{
    ChallengeEvent, ChallengePurpose as Purpose, EnrollmentEvent, EnrollmentState as State,
    LockReason, Refusal,
};

use super::{
    given::{
        activated, address_changed, confirmed, enrollment, erased, first_address, locked, minute,
        password_rejected, start_setup, suspended, wrong_state,
    },
    given_challenge::{SECOND, asked, code_confirmed, code_issued, disable, disabled, open},
    scene::Scene,
};

/// A code was right in a challenge to switch two-factor off.
fn proven() -> Scene {
    Scene::passed(Purpose::Disable)
}

#[test]
fn password_and_code_switch_two_factor_off() {
    let mut scene = proven();
    let done = scene.submit(1, &disable(true, 1));
    assert_eq!(done, Ok((vec![disabled(1).into()], None)));
    assert_eq!(scene.protected_by(), None);
    assert_eq!(scene.limits.current(), None);
    let state = &scene.enrollments[&enrollment(1)];
    assert_eq!(state.state(), Some(State::Disabled));
    assert_eq!(state.proven(), Some(&first_address()));
    scene
        .when_challenged_in(2, open(2, Purpose::SignIn))
        .then_expect_error(Refusal::NotRequired { setting_up: false });
    scene.submit(2, &start_setup(2)).expect("a new setup");
}

#[test]
fn a_right_code_counts_for_five_minutes() {
    proven()
        .at(minute(17) - SECOND)
        .when(disable(true, 1))
        .then_expect_events(vec![disabled(1)]);
    for after in [minute(17), minute(17) + SECOND] {
        for matched in [true, false] {
            proven()
                .at(after)
                .when(disable(matched, 1))
                .then_expect_error(Refusal::NoProof);
        }
    }
}

/// A password that comes without a code is not looked at: it is neither right nor wrong, and
/// counts towards no lock.
#[test]
fn without_a_passed_challenge_to_that_end_no_password_helps() {
    let challenged = || Scene::challenged(Purpose::Disable);
    let scenes = [
        Scene::active(),
        challenged(),
        challenged().and_challenged(1, [ChallengeEvent::ChallengeCancelled {}]),
        challenged().and_challenged(1, [ChallengeEvent::ChallengeExpired {}]),
        challenged().and_challenged(1, [ChallengeEvent::ChallengeLocked {}]),
        Scene::passed(Purpose::SignIn),
        Scene::passed(Purpose::StepUp),
    ];
    for scene in scenes {
        for matched in [true, false] {
            scene
                .when(disable(matched, 1))
                .then_expect_error(Refusal::NoProof);
        }
    }
}

#[test]
fn a_challenge_that_was_passed_proves_nothing_for_another_one() {
    let scene = proven()
        .and_challenged(2, [asked(2, Purpose::Disable, minute(12))])
        .and_challenged(2, [code_issued(1, minute(12))]);
    scene
        .when(disable(true, 2))
        .then_expect_error(Refusal::NoProof);
    let scene = scene.and_challenged(
        3,
        [
            asked(3, Purpose::StepUp, minute(12)),
            code_issued(1, minute(12)),
            code_confirmed(1, Purpose::StepUp, minute(12)),
        ],
    );
    scene
        .when(disable(true, 3))
        .then_expect_error(Refusal::NoProof);
    scene
        .when(disable(true, 1))
        .then_expect_events(vec![disabled(1)]);
}

#[test]
fn a_wrong_password_is_counted_and_the_fifth_locks() {
    let mut scene = proven();
    for attempts_left in [4, 3, 2, 1] {
        let done = scene.submit(1, &disable(false, 1));
        let told = Refusal::WrongPassword {
            attempts_left,
            locked_until: None,
        };
        let events = vec![password_rejected(attempts_left).into()];
        assert_eq!(done, Ok((events, Some(told))));
    }
    let locked_until = minute(12) + TimeDelta::minutes(15);
    let done = scene.submit(1, &disable(false, 1));
    let events = vec![
        password_rejected(0).into(),
        locked(LockReason::WrongPasswords, locked_until),
    ];
    let told = Refusal::WrongPassword {
        attempts_left: 0,
        locked_until: Some(locked_until),
    };
    assert_eq!(done, Ok((events, Some(told))));
    for now in [minute(12), locked_until - SECOND] {
        scene
            .clone()
            .at(now)
            .when(disable(true, 1))
            .then_expect_error(Refusal::Locked { locked_until });
    }
    assert_eq!(scene.protected_by(), Some(first_address()));
    for after in [locked_until, locked_until + SECOND] {
        scene
            .clone()
            .at(after)
            .when(disable(true, 1))
            .then_expect_error(Refusal::NoProof);
    }
}

#[test]
fn wrong_passwords_are_counted_with_those_of_setups_and_a_right_one_ends_the_row() {
    let mut scene = proven().and_in(1, [4, 3, 2].map(password_rejected));
    scene
        .when(disable(false, 1))
        .then_expect_events(vec![password_rejected(1)]);
    scene
        .submit(1, &disable(true, 1))
        .expect("password and code");
    let left = scene.limits.password_attempts_left(&scene.policy);
    assert_eq!(left, 5);
}

#[test]
fn a_lock_for_wrong_codes_holds_for_switching_off_too() {
    let locked_until = minute(16);
    let scene = proven().and([locked(LockReason::WrongCodes, locked_until)]);
    for matched in [true, false] {
        scene
            .clone()
            .at(locked_until - SECOND)
            .when(disable(matched, 1))
            .then_expect_error(Refusal::Locked { locked_until });
    }
    scene
        .at(locked_until)
        .when(disable(true, 1))
        .then_expect_events(vec![disabled(1)]);
}

#[test]
fn a_proof_is_spent_by_what_it_led_to() {
    let mut scene = proven();
    scene
        .submit(1, &disable(true, 1))
        .expect("password and code");
    let kept = serde_json::to_value(&scene.limits).expect("limits are JSON");
    assert_eq!(kept["proof"], serde_json::Value::Null);
    scene
        .when(disable(true, 1))
        .then_expect_error(wrong_state(State::Disabled));
    let again = scene.and_set_up_again(2);
    let now = again.now;
    let again = again
        .and_in(2, [confirmed(1, now)])
        .and_in(2, [activated()]);
    assert!(now < minute(17), "the proof would have lasted");
    again
        .when_in(2, disable(true, 1))
        .then_expect_error(Refusal::NoProof);
}

/// Without what two-factor was on by in between, as another writer's log might have it.
#[test]
fn a_proof_of_one_enrollment_switches_no_other_off() {
    let scene = proven().and_set_up_again(2);
    let now = scene.now;
    scene
        .and_in(2, [confirmed(1, now)])
        .and_in(2, [activated()])
        .when_in(2, disable(true, 1))
        .then_expect_error(Refusal::NoProof);
}

#[test]
fn nothing_is_switched_off_that_is_not_on() {
    let ended = |event| Scene::awaiting_code().and_in(1, [event]);
    let scenes = [
        (Scene::awaiting_password(), State::AwaitingPassword),
        (Scene::awaiting_code(), State::AwaitingCode),
        (
            Scene::awaiting_acknowledgement(),
            State::AwaitingAcknowledgement,
        ),
        (ended(EnrollmentEvent::SetupCancelled {}), State::Cancelled),
        (ended(EnrollmentEvent::SetupExpired {}), State::Expired),
        (ended(EnrollmentEvent::SetupLocked {}), State::Locked),
    ];
    for (scene, state) in scenes {
        for matched in [true, false] {
            scene
                .when(disable(matched, 1))
                .then_expect_error(wrong_state(state));
        }
    }
    Scene::registered()
        .when(disable(true, 1))
        .then_expect_error(Refusal::NotFound);
}

#[test]
fn nothing_is_switched_off_for_who_is_suspended_or_erased() {
    let scene = proven().and([suspended()]);
    scene
        .when(disable(true, 1))
        .then_expect_error(Refusal::Suspended);
    scene
        .and([erased()])
        .when(disable(true, 1))
        .then_expect_error(Refusal::Erased);
}

#[test]
fn another_contact_address_changes_nothing_of_it() {
    proven()
        .and([address_changed("aisha@elsewhere.example", 2)])
        .when(disable(true, 1))
        .then_expect_events(vec![disabled(1)]);
}
