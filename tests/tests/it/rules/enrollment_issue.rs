//! Asking for a code, again.

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{
    Algorithm, Delivery, EnrollmentEvent, EnrollmentState as State, IssuedCode, KeyId, LockReason,
    Refusal, Rejection,
};

use super::{
    given::{
        TICK, address_changed, confirmed, issue, issued, locked, minute, nonce, rejected, sealed,
        second, started, verified, wrong_guesses, wrong_state,
    },
    scene::Scene,
};

/// The same code with another time of the next, where a window lasts longer than the gap.
fn then_next_at(mut event: EnrollmentEvent, next: DateTime<Utc>) -> EnrollmentEvent {
    if let EnrollmentEvent::CodeIssued { code, .. } = &mut event {
        code.resend_at = next;
    }
    event
}

/// `codes` codes, each confirmed or not, in a setup of its own, one each 20 minutes.
fn issued_before(codes: u8, confirm: bool) -> Scene {
    let mut scene = Scene::registered();
    for number in 1..=codes {
        let at = minute(20 * i64::from(number));
        let history = [started(number, at), verified(at), issued(1, at)];
        scene = scene.and_in(number, history).at(at);
        if confirm {
            scene = scene.and_in(number, [confirmed(1, at)]);
        }
        scene = scene.and_in(number, [EnrollmentEvent::SetupCancelled {}]);
    }
    scene
}

#[test]
fn the_next_code_comes_a_minute_after_the_last_and_not_before() {
    let too_soon = Refusal::TooSoon {
        retry_at: minute(2),
    };
    let scene = Scene::awaiting_code();
    scene.when(issue(2)).then_expect_error(too_soon.clone());
    let scene = scene.at(minute(2) - TICK);
    scene.when(issue(2)).then_expect_error(too_soon);
    scene
        .at(minute(2))
        .when(issue(2))
        .then_expect_events(vec![issued(2, minute(2))]);
}

#[test]
fn a_code_is_issued_to_the_address_of_now_under_the_key_of_now_as_the_settings_say() {
    let mut scene = Scene::awaiting_code()
        .and([address_changed("aisha@elsewhere.example", 2)])
        .at(minute(4));
    scene.code_keys.current = KeyId("k0".to_owned());
    scene.policy.code_digits = 8;
    scene.policy.code_lifetime = TimeDelta::seconds(90);
    scene.policy.guesses_per_code = 3;
    scene.policy.issue_gap = TimeDelta::seconds(10);
    scene.policy.setup_lifetime = TimeDelta::minutes(6);
    scene
        .when(issue(9))
        .then_expect_events(vec![EnrollmentEvent::CodeIssued {
            code: IssuedCode {
                number: 2,
                nonce: nonce(9),
                key_id: KeyId("k0".to_owned()),
                algorithm: Algorithm { digits: 8 },
                recipient: sealed("aisha@elsewhere.example", 2),
                issued_at: minute(4),
                expires_at: minute(4) + TimeDelta::seconds(90),
                resend_at: minute(4) + TimeDelta::seconds(10),
                attempts_left: 3,
                delivery: Delivery::Queued,
            },
            setup_expires_at: minute(10),
        }]);
}

#[test]
fn a_dead_code_does_not_bring_the_next_any_sooner() {
    Scene::awaiting_code()
        .and_in(1, wrong_guesses(1, 5))
        .at(second(90))
        .when(issue(2))
        .then_expect_error(Refusal::TooSoon {
            retry_at: minute(2),
        });
}

#[test]
fn five_codes_are_issued_in_an_hour_over_resends_and_setups() {
    let mut scene = Scene::awaiting_code()
        .and_in(1, [issued(2, minute(5)), issued(3, minute(10))])
        .and_in(1, [EnrollmentEvent::SetupCancelled {}])
        .and_in(2, [started(2, minute(11)), verified(minute(12))])
        .and_in(2, [issued(1, minute(12))])
        .at(minute(20));
    let fifth = then_next_at(issued(2, minute(20)), minute(61));
    scene
        .when_in(2, issue(2))
        .then_expect_events(vec![fifth.clone()]);
    scene = scene.and_in(2, [fifth]);
    for now in [minute(21), minute(50) - TICK] {
        scene = scene.at(now);
        scene
            .when_in(2, issue(3))
            .then_expect_error(Refusal::TooSoon {
                retry_at: minute(61),
            });
    }
    let at = minute(61);
    let scene = scene
        .and_in(2, [EnrollmentEvent::SetupExpired {}])
        .and_in(3, [started(3, minute(51)), verified(minute(60))]);
    let scene = scene.at(at - TICK);
    scene
        .when_in(3, issue(1))
        .then_expect_error(Refusal::TooSoon { retry_at: at });
    scene
        .at(at)
        .when_in(3, issue(1))
        .then_expect_events(vec![then_next_at(issued(1, at), minute(65))]);
}

#[test]
fn ten_codes_are_issued_in_a_day() {
    let scene = issued_before(10, false);
    let tomorrow = minute(20) + TimeDelta::days(1);
    let first_today = minute(200) + TimeDelta::seconds(90);
    let scene = scene.and_in(11, [started(11, first_today), verified(first_today)]);
    let scene = scene.at(first_today);
    scene
        .when_in(11, issue(1))
        .then_expect_error(Refusal::TooSoon { retry_at: tomorrow });
    let started_late = tomorrow - TimeDelta::minutes(1);
    let scene = scene
        .and_in(12, [started(12, started_late), verified(started_late)])
        .at(tomorrow - TICK);
    scene
        .when_in(12, issue(1))
        .then_expect_error(Refusal::TooSoon { retry_at: tomorrow });
    let after_that = minute(40) + TimeDelta::days(1);
    scene
        .at(tomorrow)
        .when_in(12, issue(1))
        .then_expect_events(vec![then_next_at(issued(1, tomorrow), after_that)]);
}

#[test]
fn confirmed_codes_do_not_count() {
    let scene = issued_before(10, true);
    let now = scene.now;
    scene
        .and_in(11, [started(11, now), verified(now)])
        .when_in(11, issue(1))
        .then_expect_events(vec![issued(1, now)]);
}

#[test]
fn confirming_takes_the_one_code_out_of_the_count_and_no_other() {
    let resent =
        Scene::awaiting_code().and_in(1, [issued(2, second(90)), confirmed(2, second(90))]);
    let in_the_next_setup = Scene::awaiting_code()
        .and_in(1, [EnrollmentEvent::SetupCancelled {}])
        .and_in(2, [started(2, second(80)), verified(second(80))])
        .and_in(2, [issued(1, second(90)), confirmed(1, second(90))]);
    for scene in [resent, in_the_next_setup] {
        let next = scene.limits.next_issue_at(&scene.policy, second(100));
        assert_eq!(next, minute(2));
    }
}

#[test]
fn a_fresh_code_takes_five_guesses_whatever_the_last_one_took() {
    let mut scene = Scene::awaiting_code()
        .and_in(1, wrong_guesses(1, 5))
        .and_in(1, [issued(2, minute(2))])
        .at(minute(2));
    let told = scene.enter(&scene.wrong_guess());
    assert_eq!(
        told,
        Some(Refusal::WrongCode {
            attempts_left: 4,
            locked_until: None
        })
    );
    let recorded = scene.log.last().map(|(_, event)| event.clone());
    assert_eq!(recorded, Some(rejected(2, Rejection::Wrong, 4).into()));
}

#[test]
fn a_setup_issues_codes_until_it_expires_and_each_one_prolongs_it() {
    let scene = Scene::awaiting_code().at(minute(31) - TICK);
    let events = scene.when(issue(2)).inspect_result();
    assert!(events.is_ok());
    let scene = scene.at(minute(31));
    scene
        .when(issue(2))
        .then_expect_error(wrong_state(State::Expired));
    let scene = Scene::awaiting_code().and_in(1, [issued(2, minute(20))]);
    let events = scene.at(minute(45)).when(issue(3)).inspect_result();
    assert!(events.is_ok());
}

#[test]
fn a_lock_for_wrong_codes_issues_none() {
    let locked_until = minute(25);
    let scene = Scene::awaiting_code()
        .and([locked(LockReason::WrongCodes, locked_until)])
        .at(locked_until - TICK);
    scene
        .when(issue(2))
        .then_expect_error(Refusal::Locked { locked_until });
    let events = scene.at(locked_until).when(issue(2)).inspect_result();
    assert!(events.is_ok());
}
