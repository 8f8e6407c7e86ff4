//! Giving a challenge up, running out of time, two-factor switched off beneath it, and what became
//! of a mail.

use chrono::TimeDelta;
use countersign_domain::{
    ChallengeCommand, ChallengeEvent, ChallengePurpose as Purpose, ChallengeState as State,
    Delivery, LockReason, NotSentReason,
};

use super::{
    given::{activated, confirmed, locked, minute},
    given_challenge::{
        SECOND, challenge, challenge_is, code_confirmed, confirm_code, disabled, issue_code, open,
    },
    scene::Scene,
};

fn sent(number: u32) -> ChallengeEvent {
    ChallengeEvent::CodeSent { number }
}

fn not_sent(number: u32) -> ChallengeEvent {
    let reason = NotSentReason::Refused;
    ChallengeEvent::CodeNotSent { number, reason }
}

fn record_not_sent(number: u32) -> ChallengeCommand {
    let reason = NotSentReason::Refused;
    ChallengeCommand::RecordNotSent { number, reason }
}

/// Opened in minute 10 for five minutes, so that its code outlives it.
fn short_lived() -> Scene {
    let mut scene = Scene::active().at(minute(10));
    scene.policy.challenge_lifetime = TimeDelta::minutes(5);
    let opened = scene.submit_challenge(1, &open(1, Purpose::SignIn));
    opened.expect("a challenge");
    scene
}

#[test]
fn nothing_is_done_any_more_once_a_challenge_has_run_out() {
    let scene = short_lived();
    let code = scene.challenge_code(1, 1).expect("the first code");
    for command in [
        issue_code(2),
        confirm_code(&code),
        confirm_code(&scene.wrong_guess()),
        ChallengeCommand::Cancel,
    ] {
        let before = scene.clone().at(minute(15) - SECOND);
        let done = before.when_challenged(command.clone()).inspect_result();
        assert!(done.is_ok());
        for after in [minute(15), minute(15) + SECOND] {
            scene
                .clone()
                .at(after)
                .when_challenged(command.clone())
                .then_expect_error(challenge_is(State::Expired));
        }
    }
}

#[test]
fn each_code_prolongs_the_challenge() {
    let mut scene = short_lived().at(minute(14));
    scene
        .submit_challenge(1, &issue_code(2))
        .expect("a second code");
    let scene = scene.at(minute(19) - SECOND);
    let code = scene.challenge_code(1, 2).expect("the second code");
    scene
        .when_challenged(confirm_code(&code))
        .then_expect_events(vec![code_confirmed(
            2,
            Purpose::SignIn,
            minute(19) - SECOND,
        )]);
    scene
        .at(minute(19))
        .when_challenged(confirm_code(&code))
        .then_expect_error(challenge_is(State::Expired));
}

#[test]
fn a_challenge_that_ended_takes_no_code_however_it_ended() {
    let code = Scene::challenged(Purpose::SignIn)
        .challenge_code(1, 1)
        .expect("the first code");
    for (event, state) in [
        (ChallengeEvent::ChallengeCancelled {}, State::Cancelled),
        (ChallengeEvent::ChallengeExpired {}, State::Expired),
        (ChallengeEvent::ChallengeLocked {}, State::Locked),
    ] {
        let scene = Scene::challenged(Purpose::SignIn).and_challenged(1, [event]);
        for command in [confirm_code(&code), issue_code(2), ChallengeCommand::Cancel] {
            scene
                .when_challenged(command)
                .then_expect_error(challenge_is(state));
        }
    }
}

#[test]
fn the_timer_ends_a_challenge_whose_time_ran_out_and_does_nothing_when_early_or_late() {
    let mut scene = Scene::challenged(Purpose::SignIn).at(minute(25) - SECOND);
    scene
        .when_challenged(ChallengeCommand::Expire)
        .then_expect_events(vec![]);
    scene = scene.at(minute(25));
    let done = scene.submit_challenge(1, &ChallengeCommand::Expire);
    let events = vec![ChallengeEvent::ChallengeExpired {}.into()];
    assert_eq!(done, Ok((events, None)));
    let over = [
        scene,
        Scene::active(),
        Scene::passed(Purpose::SignIn),
        Scene::challenged(Purpose::SignIn)
            .and_challenged(1, [ChallengeEvent::ChallengeCancelled {}]),
    ];
    for scene in over {
        scene
            .at(minute(1_000_000))
            .when_challenged(ChallengeCommand::Expire)
            .then_expect_events(vec![]);
    }
}

#[test]
fn a_lock_does_not_stop_giving_up() {
    Scene::challenged(Purpose::SignIn)
        .and([locked(LockReason::WrongCodes, minute(60))])
        .when_challenged(ChallengeCommand::Cancel)
        .then_expect_events(vec![ChallengeEvent::ChallengeCancelled {}]);
}

#[test]
fn a_challenge_is_over_once_two_factor_is_off_or_on_by_another_enrollment() {
    for purpose in Purpose::ALL {
        let challenged = Scene::challenged(*purpose);
        let code = challenged.challenge_code(1, 1).expect("the first code");
        let off = challenged.and_in(1, [disabled(2)]);
        let setting_up = off.clone().and_set_up_again(2);
        let now = setting_up.now;
        let again = setting_up
            .clone()
            .and_in(2, [confirmed(1, now)])
            .and_in(2, [activated()]);
        for scene in [off, setting_up, again] {
            for command in [
                confirm_code(&code),
                confirm_code(&scene.wrong_guess()),
                issue_code(2),
                ChallengeCommand::Cancel,
            ] {
                scene
                    .when_challenged(command)
                    .then_expect_error(challenge_is(State::Expired));
            }
        }
    }
}

#[test]
fn what_became_of_a_mail_is_recorded_once_and_one_given_up_may_go_after_all() {
    let scene = Scene::challenged(Purpose::SignIn);
    scene
        .when_challenged(ChallengeCommand::RecordSent { number: 1 })
        .then_expect_events(vec![sent(1)]);
    scene
        .when_challenged(record_not_sent(1))
        .then_expect_events(vec![not_sent(1)]);
    let was_sent = scene.clone().and_challenged(1, [sent(1)]);
    for command in [
        ChallengeCommand::RecordSent { number: 1 },
        record_not_sent(1),
    ] {
        was_sent.when_challenged(command).then_expect_events(vec![]);
    }
    let was_not_sent = scene.and_challenged(1, [not_sent(1)]);
    was_not_sent
        .when_challenged(record_not_sent(1))
        .then_expect_events(vec![]);
    was_not_sent
        .when_challenged(ChallengeCommand::RecordSent { number: 1 })
        .then_expect_events(vec![sent(1)]);
    let delivery = |scene: &Scene| {
        let live = scene.challenges[&challenge(1)].live_code(1);
        live.map(|code| code.delivery)
    };
    assert_eq!(delivery(&was_not_sent), Some(Delivery::NotSent));
    let sent_after_all = was_not_sent.and_challenged(1, [sent(1)]);
    assert_eq!(delivery(&sent_after_all), Some(Delivery::Sent));
}

#[test]
fn the_mail_servers_answer_may_come_after_the_code_was_entered_or_never_belong() {
    let cancelled = Scene::challenged(Purpose::SignIn)
        .and_challenged(1, [ChallengeEvent::ChallengeCancelled {}]);
    for scene in [Scene::passed(Purpose::SignIn), cancelled] {
        scene
            .when_challenged(ChallengeCommand::RecordSent { number: 1 })
            .then_expect_events(vec![sent(1)]);
    }
    for (scene, number) in [
        (Scene::challenged(Purpose::SignIn), 2),
        (Scene::active(), 1),
        (Scene::empty(), 1),
    ] {
        scene
            .when_challenged(ChallengeCommand::RecordSent { number })
            .then_expect_events(vec![]);
    }
}
