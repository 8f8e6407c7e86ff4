//! Asking for a challenge's code, again.

use chrono::TimeDelta;
use countersign_domain::{ChallengePurpose as Purpose, LockReason, Refusal};

use super::{
    given::{locked, minute},
    given_challenge::{
        SECOND, asked, code_confirmed, code_issued, code_issued_then_next_at, issue_code,
    },
    scene::Scene,
};

#[test]
fn the_next_code_comes_a_minute_after_the_last_and_not_before() {
    let scene = Scene::challenged(Purpose::StepUp).at(minute(11) - SECOND);
    scene
        .when_challenged(issue_code(2))
        .then_expect_error(Refusal::TooSoon {
            retry_at: minute(11),
        });
    for after in [minute(11), minute(11) + SECOND] {
        scene
            .clone()
            .at(after)
            .when_challenged(issue_code(2))
            .then_expect_events(vec![code_issued(2, after)]);
    }
}

#[test]
fn five_codes_are_issued_in_an_hour_over_resends_and_challenges() {
    let resent = [2, 3].map(|number| code_issued(number, minute(10 * i64::from(number))));
    let scene = Scene::challenged(Purpose::StepUp)
        .and_challenged(1, resent)
        .and_challenged(2, [asked(2, Purpose::SignIn, minute(40))])
        .and_challenged(2, [code_issued(1, minute(40))])
        .at(minute(50));
    let fifth = code_issued_then_next_at(2, minute(50), minute(70));
    scene
        .when_challenged_in(2, issue_code(2))
        .then_expect_events(vec![fifth.clone()]);
    let scene = scene
        .and_challenged(2, [fifth])
        .and_challenged(3, [asked(3, Purpose::StepUp, minute(60))])
        .at(minute(70) - SECOND);
    scene
        .when_challenged_in(3, issue_code(1))
        .then_expect_error(Refusal::TooSoon {
            retry_at: minute(70),
        });
    let issued = scene
        .at(minute(70))
        .when_challenged_in(3, issue_code(1))
        .inspect_result();
    assert!(issued.is_ok());
}

/// One code each 20 minutes, each in a challenge of its own, confirmed or not.
fn ten_codes(confirm: bool) -> Scene {
    let mut scene = Scene::active();
    for number in 1..=10 {
        let at = minute(20 * i64::from(number));
        scene = scene
            .and_challenged(number, [asked(number, Purpose::SignIn, at)])
            .and_challenged(number, [code_issued(1, at)])
            .at(at + TimeDelta::minutes(10));
        if confirm {
            scene = scene.and_challenged(number, [code_confirmed(1, Purpose::SignIn, at)]);
        }
    }
    scene
}

#[test]
fn ten_codes_are_issued_in_a_day_and_confirmed_ones_do_not_count() {
    let tomorrow = minute(20) + TimeDelta::days(1);
    let opened_late = asked(11, Purpose::SignIn, tomorrow - TimeDelta::minutes(1));
    let scene = ten_codes(false)
        .and_challenged(11, [opened_late])
        .at(tomorrow - SECOND);
    scene
        .when_challenged_in(11, issue_code(1))
        .then_expect_error(Refusal::TooSoon { retry_at: tomorrow });
    let issued = scene
        .at(tomorrow)
        .when_challenged_in(11, issue_code(1))
        .inspect_result();
    assert!(issued.is_ok());

    let scene = ten_codes(true);
    let now = scene.now;
    scene
        .and_challenged(11, [asked(11, Purpose::SignIn, now)])
        .when_challenged_in(11, issue_code(1))
        .then_expect_events(vec![code_issued(1, now)]);
}

#[test]
fn a_lock_for_wrong_codes_issues_none() {
    let locked_until = minute(20);
    let scene = Scene::challenged(Purpose::StepUp)
        .and([locked(LockReason::WrongCodes, locked_until)])
        .at(locked_until - SECOND);
    scene
        .when_challenged(issue_code(2))
        .then_expect_error(Refusal::Locked { locked_until });
    let issued = scene
        .at(locked_until)
        .when_challenged(issue_code(2))
        .inspect_result();
    assert!(issued.is_ok());
}
