//! How many challenges are opened in an hour.

use countersign_domain::{ChallengeEvent, ChallengePurpose as Purpose, LockReason, Refusal};

use super::{
    given::{TICK, locked, minute},
    given_challenge::{SECOND, asked, code_confirmed, code_issued, disabled, open},
    scene::Scene,
};

#[test]
fn sixty_challenges_are_opened_in_an_hour_passed_ones_among_them() {
    let mut scene = Scene::active();
    for number in 1..=60 {
        let at = minute(10) + SECOND * i32::from(number);
        let done = [
            asked(number, Purpose::StepUp, at),
            code_issued(1, at),
            code_confirmed(1, Purpose::StepUp, at),
        ];
        scene = scene.and_challenged(number, done).at(at);
    }
    let first_leaves_at = minute(70) + SECOND;
    for now in [scene.now, first_leaves_at - TICK] {
        for purpose in Purpose::ALL {
            scene
                .clone()
                .at(now)
                .when_challenged_in(61, open(61, *purpose))
                .then_expect_error(Refusal::TooSoon {
                    retry_at: first_leaves_at,
                });
        }
    }
    let next = vec![
        asked(61, Purpose::StepUp, first_leaves_at),
        code_issued(1, first_leaves_at),
    ];
    let scene = scene.at(first_leaves_at);
    scene
        .when_challenged_in(61, open(61, Purpose::StepUp))
        .then_expect_events(next.clone());
    scene
        .and_challenged(61, next)
        .when_challenged_in(62, open(62, Purpose::StepUp))
        .then_expect_error(Refusal::TooSoon {
            retry_at: first_leaves_at + SECOND,
        });
}

#[test]
fn a_lock_and_that_no_code_is_required_are_told_before_the_challenges_of_the_hour() {
    let mut scene = Scene::challenged(Purpose::SignIn);
    scene.policy.challenges_per_hour = 1;
    let locked_until = minute(60);
    scene
        .clone()
        .and([locked(LockReason::WrongCodes, locked_until)])
        .when_challenged_in(2, open(2, Purpose::SignIn))
        .then_expect_error(Refusal::Locked { locked_until });
    scene
        .and_in(1, [disabled(1)])
        .when_challenged_in(2, open(2, Purpose::SignIn))
        .then_expect_error(Refusal::NotRequired { setting_up: false });
}

#[test]
fn a_challenge_from_before_they_were_counted_counts_for_none() {
    let mut uncounted = asked(1, Purpose::SignIn, minute(10));
    if let ChallengeEvent::ChallengeOpened { opened_at, .. } = &mut uncounted {
        *opened_at = None;
    }
    let mut scene = Scene::active()
        .and_challenged(1, [uncounted])
        .at(minute(10));
    scene.policy.challenges_per_hour = 1;
    scene
        .when_challenged_in(2, open(2, Purpose::SignIn))
        .then_expect_events(vec![
            asked(2, Purpose::SignIn, minute(10)),
            code_issued(1, minute(10)),
        ]);
}
