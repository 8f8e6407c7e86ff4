//! Whether a code is asked for, and its first one.

use chrono::TimeDelta;
use countersign_domain::{
    ChallengeCommand, ChallengeEvent, ChallengePurpose as Purpose, ChallengeState as State,
    EnrollmentEvent, LockReason, Refusal,
};

use super::{
    given::{
        account_id, activated, address_changed, confirmed, enrollment, erased, first_address,
        issued, locked, minute, nonce, second, suspended,
    },
    given_challenge::{
        SECOND, action, asked, challenge, challenge_is, code_confirmed, code_issued,
        code_issued_then_next_at, disabled, open,
    },
    scene::Scene,
};

#[test]
fn no_code_is_asked_for_while_two_factor_is_off() {
    let ended = |event| Scene::awaiting_code().and_in(1, [event]);
    let scenes = [
        (Scene::registered(), false),
        (Scene::awaiting_password(), true),
        (Scene::awaiting_code(), true),
        (Scene::awaiting_acknowledgement(), true),
        (Scene::awaiting_code().at(minute(31)), false),
        (ended(EnrollmentEvent::SetupCancelled {}), false),
        (ended(EnrollmentEvent::SetupExpired {}), false),
        (ended(EnrollmentEvent::SetupLocked {}), false),
        (Scene::active().and_in(1, [disabled(1)]), false),
    ];
    for (scene, setting_up) in scenes {
        for purpose in Purpose::ALL {
            scene
                .when_challenged(open(1, *purpose))
                .then_expect_error(Refusal::NotRequired { setting_up });
        }
    }
}

#[test]
fn who_is_unknown_suspended_or_erased_is_told_so_and_not_that_no_code_is_needed() {
    for purpose in Purpose::ALL {
        let command = || open(1, *purpose);
        Scene::empty()
            .when_challenged(command())
            .then_expect_error(Refusal::NotFound);
        for scene in [Scene::registered(), Scene::active()] {
            let scene = scene.and([suspended()]);
            scene
                .when_challenged(command())
                .then_expect_error(Refusal::Suspended);
            scene
                .and([erased()])
                .when_challenged(command())
                .then_expect_error(Refusal::Erased);
        }
    }
}

#[test]
fn a_lock_for_wrong_codes_opens_none_until_it_is_over() {
    let locked_until = minute(60);
    let scene = Scene::active().and([locked(LockReason::WrongCodes, locked_until)]);
    for purpose in Purpose::ALL {
        let scene = scene.clone().at(locked_until - SECOND);
        scene
            .when_challenged(open(1, *purpose))
            .then_expect_error(Refusal::Locked { locked_until });
        for after in [locked_until, locked_until + SECOND] {
            let scene = scene.clone().at(after);
            let opened = scene.when_challenged(open(1, *purpose)).inspect_result();
            assert!(opened.is_ok());
        }
    }
}

#[test]
fn a_lock_for_wrong_passwords_leaves_challenges_alone_and_one_for_codes_who_has_none_to_enter() {
    let opened = Scene::active()
        .and([locked(LockReason::WrongPasswords, minute(60))])
        .when_challenged(open(1, Purpose::SignIn))
        .inspect_result();
    assert!(opened.is_ok());
    Scene::registered()
        .and([locked(LockReason::WrongCodes, minute(60))])
        .when_challenged(open(1, Purpose::SignIn))
        .then_expect_error(Refusal::NotRequired { setting_up: false });
}

#[test]
fn a_challenge_is_opened_with_its_first_code_to_the_proven_mailbox() {
    let scene = Scene::active().at(minute(10));
    let moved = Scene::active()
        .and([address_changed("aisha@elsewhere.example", 2)])
        .at(minute(10));
    for scene in [scene, moved] {
        for purpose in Purpose::ALL {
            scene
                .when_challenged(open(1, *purpose))
                .then_expect_events(vec![
                    asked(1, *purpose, minute(10)),
                    code_issued(1, minute(10)),
                ]);
        }
    }
}

#[test]
fn what_the_portal_protects_is_recorded_in_its_own_word() {
    let events = Scene::active()
        .when_challenged(ChallengeCommand::Open {
            challenge_id: challenge(1),
            account_id: account_id(),
            purpose: Purpose::StepUp,
            action: Some(action("billing/invoices")),
            nonce: nonce(1),
        })
        .inspect_result()
        .expect("a challenge");
    let [
        ChallengeEvent::ChallengeOpened {
            action: Some(said), ..
        },
        _,
    ] = &events[..]
    else {
        panic!("{events:?}");
    };
    assert_eq!(said.as_str(), "billing/invoices");
}

#[test]
fn a_challenge_lives_as_long_as_the_settings_say() {
    let mut scene = Scene::active().at(minute(10));
    scene.policy.challenge_lifetime = TimeDelta::minutes(3);
    let events = scene
        .when_challenged(open(1, Purpose::SignIn))
        .inspect_result()
        .expect("a challenge");
    let ends_at = |event: &ChallengeEvent| match event {
        ChallengeEvent::ChallengeOpened {
            challenge_expires_at,
            ..
        }
        | ChallengeEvent::CodeIssued {
            challenge_expires_at,
            ..
        } => Some(*challenge_expires_at),
        _ => None,
    };
    let ends: Vec<_> = events.iter().map(ends_at).collect();
    assert_eq!(ends, [Some(minute(13)); 2]);
}

#[test]
fn a_challenge_within_a_minute_of_another_ones_code_has_to_wait_for_its_own() {
    let next = asked(2, Purpose::StepUp, minute(11) - SECOND);
    let scene = Scene::challenged(Purpose::SignIn).at(minute(11) - SECOND);
    scene
        .when_challenged_in(2, open(2, Purpose::StepUp))
        .then_expect_events(vec![next]);
    for after in [minute(11), minute(11) + SECOND] {
        let scene = scene.clone().at(after);
        scene
            .when_challenged_in(2, open(2, Purpose::StepUp))
            .then_expect_events(vec![
                asked(2, Purpose::StepUp, after),
                code_issued(1, after),
            ]);
    }
}

#[test]
fn codes_that_came_back_hold_up_no_challenge() {
    let after_the_setup = Scene::active().at(second(90));
    let after_a_challenge = Scene::challenged(Purpose::SignIn)
        .and_challenged(1, [code_confirmed(1, Purpose::SignIn, second(610))])
        .at(second(610));
    for scene in [after_the_setup, after_a_challenge] {
        let now = scene.now;
        scene
            .when_challenged_in(2, open(2, Purpose::StepUp))
            .then_expect_events(vec![asked(2, Purpose::StepUp, now), code_issued(1, now)]);
    }
}

#[test]
fn the_codes_of_the_hour_are_counted_over_setups_and_challenges_together() {
    let unconfirmed = (2..=4).map(|number| issued(number, minute(i64::from(number))));
    let mut scene = Scene::awaiting_code()
        .and_in(1, unconfirmed)
        .and_in(1, [confirmed(4, minute(5))])
        .and_in(1, [activated()]);
    for (number, at, next) in [(1, minute(10), minute(11)), (2, minute(20), minute(61))] {
        scene = scene.at(at);
        let opened = scene.submit_challenge(number, &open(number, Purpose::StepUp));
        let events = vec![
            asked(number, Purpose::StepUp, at).into(),
            code_issued_then_next_at(1, at, next).into(),
        ];
        assert_eq!(opened, Ok((events, None)));
    }
    // Codes 1 to 3 of the setup and one of each challenge: the first is an hour old in minute 61.
    let sixth = minute(61) - SECOND;
    let scene = scene.at(sixth);
    scene
        .when_challenged_in(3, open(3, Purpose::StepUp))
        .then_expect_events(vec![asked(3, Purpose::StepUp, sixth)]);
    let events = scene
        .at(minute(61))
        .when_challenged_in(3, open(3, Purpose::StepUp))
        .inspect_result();
    assert_eq!(events.map(|events| events.len()), Ok(2));
}

#[test]
fn a_challenge_is_opened_once() {
    let scene = Scene::challenged(Purpose::SignIn).at(minute(12));
    scene
        .when_challenged(open(1, Purpose::SignIn))
        .then_expect_error(challenge_is(State::AwaitingCode));
}

#[test]
fn a_challenge_names_the_enrollment_that_two_factor_is_on_by() {
    let scene = Scene::active().and_in(1, [disabled(1)]).and_set_up_again(2);
    let now = scene.now;
    let scene = scene
        .and_in(2, [confirmed(1, now)])
        .and_in(2, [activated()]);
    let events = scene
        .when_challenged(open(1, Purpose::SignIn))
        .inspect_result()
        .expect("a challenge");
    let [
        ChallengeEvent::ChallengeOpened {
            enrollment_id,
            address,
            ..
        },
        _,
    ] = &events[..]
    else {
        panic!("{events:?}");
    };
    assert_eq!((*enrollment_id, address), (enrollment(2), &first_address()));
}
