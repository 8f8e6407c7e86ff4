//! Entering the code.

use chrono::TimeDelta;
use countersign_domain::{
    EnrollmentEvent, EnrollmentState as State, KeyId, NoLiveCode, Refusal, Rejection,
};

use super::{
    given::{
        TICK, address_changed, confirm, confirmed, enrollment, issue, issued, minute, rejected,
        sealed, wrong_guesses, wrong_state,
    },
    scene::Scene,
};

fn wrong_code(attempts_left: u32) -> Refusal {
    Refusal::WrongCode {
        attempts_left,
        locked_until: None,
    }
}

fn superseded_code(attempts_left: u32) -> Refusal {
    Refusal::SupersededCode {
        attempts_left,
        newer_code_sent_at: minute(2),
    }
}

fn first_code(scene: &Scene) -> String {
    scene.code(1, 1).expect("the first code")
}

/// Code 1 was superseded by code 2 in minute 2.
fn two_codes() -> Scene {
    Scene::awaiting_code()
        .and_in(1, [issued(2, minute(2))])
        .at(minute(2))
}

#[test]
fn the_right_code_proves_the_mailbox() {
    let scene = Scene::awaiting_code().at(minute(3));
    scene
        .when(confirm(&first_code(&scene)))
        .then_expect_events(vec![confirmed(1, minute(3))]);
}

#[test]
fn the_right_code_works_once() {
    let mut scene = Scene::awaiting_code();
    let code = first_code(&scene);
    assert_eq!(scene.enter(&code), None);
    let again = scene.enter(&code);
    assert_eq!(again, Some(wrong_state(State::AwaitingAcknowledgement)));
}

#[test]
fn the_fifth_wrong_guess_kills_the_code_and_the_right_one_comes_too_late() {
    let mut scene = Scene::awaiting_code();
    let wrong = scene.wrong_guess();
    for attempts_left in [4, 3, 2, 1, 0] {
        assert_eq!(scene.enter(&wrong), Some(wrong_code(attempts_left)));
        let (_, recorded) = scene.log.last().expect("a log");
        let event = rejected(1, Rejection::Wrong, attempts_left);
        assert_eq!(*recorded, event.into());
    }
    let used_up = Refusal::NoLiveCode {
        reason: NoLiveCode::UsedUp,
        resend_at: minute(2),
    };
    for guess in [first_code(&scene), wrong] {
        scene
            .when(confirm(&guess))
            .then_expect_error(used_up.clone());
    }
    let state = &scene.enrollments[&enrollment(1)];
    assert_eq!(state.state(), Some(State::AwaitingCode));
}

#[test]
fn the_right_code_works_as_the_fifth_guess() {
    let scene = Scene::awaiting_code().and_in(1, wrong_guesses(1, 4));
    scene
        .when(confirm(&first_code(&scene)))
        .then_expect_events(vec![confirmed(1, minute(1))]);
}

#[test]
fn a_code_works_until_its_time_is_over_and_is_neither_compared_nor_counted_then() {
    let scene = Scene::awaiting_code().at(minute(11) - TICK);
    let code = first_code(&scene);
    scene
        .when(confirm(&code))
        .then_expect_events(vec![confirmed(1, minute(11) - TICK)]);
    let scene = scene.at(minute(11));
    for guess in [code, scene.wrong_guess()] {
        scene
            .when(confirm(&guess))
            .then_expect_error(Refusal::ExpiredCode {
                resend_at: minute(11),
            });
    }
}

#[test]
fn an_earlier_code_costs_a_guess_and_is_told_apart() {
    let mut scene = two_codes();
    let earlier = first_code(&scene);
    for attempts_left in [4, 3, 2, 1, 0] {
        let told = scene.enter(&earlier);
        assert_eq!(told, Some(superseded_code(attempts_left)));
        let (_, recorded) = scene.log.last().expect("a log");
        let event = rejected(2, Rejection::Superseded, attempts_left);
        assert_eq!(*recorded, event.into());
    }
    let used_up = Refusal::NoLiveCode {
        reason: NoLiveCode::UsedUp,
        resend_at: minute(3),
    };
    let newest = scene.code(1, 2).expect("the second code");
    scene.when(confirm(&newest)).then_expect_error(used_up);
}

#[test]
fn an_earlier_code_does_not_count_towards_the_accounts_lock() {
    let mut scene = two_codes();
    scene.policy.wrong_codes_until_lock = 2;
    let told = scene.enter(&scene.wrong_guess());
    assert_eq!(told, Some(wrong_code(4)));
    let earlier = first_code(&scene);
    for attempts_left in [3, 2] {
        let told = scene.enter(&earlier);
        assert_eq!(told, Some(superseded_code(attempts_left)));
        let (_, recorded) = scene.log.last().expect("a log");
        let event = rejected(2, Rejection::Superseded, attempts_left);
        assert_eq!(*recorded, event.into());
    }
}

#[test]
fn only_the_newest_code_works() {
    let scene = two_codes();
    let newest = scene.code(1, 2).expect("the second code");
    assert_ne!(newest, first_code(&scene));
    scene
        .when(confirm(&newest))
        .then_expect_events(vec![confirmed(2, minute(2))]);
}

#[test]
fn a_guess_of_another_length_is_no_guess() {
    let scene = Scene::awaiting_code();
    for guess in ["1234567", "12345678"] {
        scene
            .when(confirm(guess))
            .then_expect_error(Refusal::MalformedCode { digits: 6 });
    }
}

#[test]
fn the_length_asked_for_is_the_one_the_code_was_issued_with() {
    let mut scene = Scene::awaiting_code();
    scene.policy.code_digits = 8;
    scene
        .when(confirm(&first_code(&scene)))
        .then_expect_events(vec![confirmed(1, minute(1))]);
}

#[test]
fn a_changed_address_voids_the_code_even_if_it_changes_back() {
    let scene = Scene::awaiting_code();
    let code = first_code(&scene);
    let voided = Refusal::NoLiveCode {
        reason: NoLiveCode::AddressChanged,
        resend_at: minute(2),
    };
    let scene = scene.and([address_changed("aisha@elsewhere.example", 2)]);
    scene.when(confirm(&code)).then_expect_error(voided.clone());
    let scene = scene.and([address_changed("aisha@example.com", 3)]);
    scene.when(confirm(&code)).then_expect_error(voided);

    let mut scene = scene.at(minute(2));
    let next = issue(2);
    scene.submit(1, &next).expect("the next code");
    let code = scene.code(1, 2).expect("the second code");
    scene
        .when(confirm(&code))
        .then_expect_events(vec![EnrollmentEvent::CodeConfirmed {
            number: 2,
            address: sealed("aisha@example.com", 3),
            setup_expires_at: minute(32),
        }]);
}

#[test]
fn a_destroyed_key_voids_the_code_and_costs_no_guess() {
    let mut scene = Scene::awaiting_code();
    let code = first_code(&scene);
    scene.code_keys.keys.remove(&KeyId("k1".to_owned()));
    scene
        .when(confirm(&code))
        .then_expect_error(Refusal::NoLiveCode {
            reason: NoLiveCode::KeyDestroyed,
            resend_at: minute(2),
        });
}

#[test]
fn a_rotated_key_voids_nothing() {
    let mut scene = Scene::awaiting_code();
    scene.code_keys.current = KeyId("k0".to_owned());
    scene
        .when(confirm(&first_code(&scene)))
        .then_expect_events(vec![confirmed(1, minute(1))]);
}

#[test]
fn a_confirmed_code_prolongs_the_setup_and_an_expired_setup_takes_none() {
    let scene = Scene::awaiting_code().and_in(1, [issued(2, minute(25))]);
    let mut scene = scene.at(minute(31));
    scene.policy.setup_lifetime = TimeDelta::minutes(1);
    let code = scene.code(1, 2).expect("the second code");
    let events = scene.when(confirm(&code)).inspect_result();
    let events = events.expect("the newest code");
    assert!(matches!(
        events[..],
        [EnrollmentEvent::CodeConfirmed { setup_expires_at, .. }]
            if setup_expires_at == minute(32)
    ));
    Scene::awaiting_code()
        .at(minute(31))
        .when(confirm(&code))
        .then_expect_error(wrong_state(State::Expired));
}

#[test]
fn only_the_code_that_works_is_mailed() {
    let live = |scene: &Scene, number| {
        let state = &scene.enrollments[&enrollment(1)];
        state.live_code(number).map(|code| code.number)
    };
    let scene = Scene::awaiting_code();
    assert_eq!(live(&scene, 1), Some(1));
    assert_eq!(live(&scene, 2), None);
    let used_up = Scene::awaiting_code().and_in(1, wrong_guesses(1, 5));
    assert_eq!(live(&used_up, 1), None);
    assert_eq!(live(&two_codes(), 1), None);
    assert_eq!(live(&two_codes(), 2), Some(2));
    for over in [Scene::awaiting_acknowledgement(), Scene::active()] {
        assert_eq!(live(&over, 1), None);
    }
}
