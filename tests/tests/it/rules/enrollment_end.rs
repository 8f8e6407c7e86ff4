//! *Okay*, giving up, running out of time, and what became of a mail.

use countersign_domain::{
    Delivery, EnrollmentCommand, EnrollmentEvent, EnrollmentState as State, LockReason,
    NotSentReason,
};

use super::{
    given::{
        TICK, activated, address_changed, confirm, enrollment, first_address, issued, locked,
        minute, not_sent, start_setup, wrong_state,
    },
    scene::Scene,
};

fn sent(number: u32) -> EnrollmentEvent {
    EnrollmentEvent::CodeSent { number }
}

fn record_not_sent(number: u32) -> EnrollmentCommand {
    let reason = NotSentReason::Refused;
    EnrollmentCommand::RecordNotSent { number, reason }
}

/// The three states of a setup under way, with the minute in which it expires.
fn under_way() -> [(Scene, i64); 3] {
    [
        (Scene::awaiting_password(), 30),
        (Scene::awaiting_code(), 31),
        (Scene::awaiting_acknowledgement(), 33),
    ]
}

#[test]
fn okay_switches_two_factor_on_and_says_so_once() {
    let mut scene = Scene::awaiting_acknowledgement();
    assert_eq!(scene.protected_by(), None);
    let done = scene.submit(1, &EnrollmentCommand::Acknowledge);
    let events = vec![activated().into()];
    assert_eq!(done, Ok((events, None)));
    assert_eq!(scene.protected_by(), Some(first_address()));
    for now in [minute(3), minute(1_000_000)] {
        scene = scene.at(now);
        scene
            .when(EnrollmentCommand::Acknowledge)
            .then_expect_events(vec![]);
    }
}

#[test]
fn okay_comes_too_late_once_the_setup_has_expired() {
    let scene = Scene::awaiting_acknowledgement().at(minute(33) - TICK);
    scene
        .when(EnrollmentCommand::Acknowledge)
        .then_expect_events(vec![activated()]);
    scene
        .at(minute(33))
        .when(EnrollmentCommand::Acknowledge)
        .then_expect_error(wrong_state(State::Expired));
}

#[test]
fn the_proven_mailbox_stays_the_factors_whatever_address_the_account_has() {
    let scene = Scene::active().and([address_changed("aisha@elsewhere.example", 2)]);
    assert_eq!(scene.protected_by(), Some(first_address()));
    let enrollment = &scene.enrollments[&enrollment(1)];
    assert_eq!(enrollment.proven(), Some(&first_address()));
}

#[test]
fn a_lock_stops_neither_okay_nor_giving_up() {
    let lock = || [locked(LockReason::WrongCodes, minute(60))];
    Scene::awaiting_acknowledgement()
        .and(lock())
        .when(EnrollmentCommand::Acknowledge)
        .then_expect_events(vec![activated()]);
    Scene::awaiting_code()
        .and(lock())
        .when(EnrollmentCommand::Cancel)
        .then_expect_events(vec![EnrollmentEvent::SetupCancelled {}]);
}

#[test]
fn a_setup_is_given_up_until_it_expires_and_makes_room_for_the_next() {
    for (scene, expires_in_minute) in under_way() {
        let expiry = minute(expires_in_minute);
        let mut scene = scene.at(expiry);
        scene
            .when(EnrollmentCommand::Cancel)
            .then_expect_error(wrong_state(State::Expired));
        scene = scene.at(expiry - TICK);
        let done = scene.submit(1, &EnrollmentCommand::Cancel);
        let events = vec![EnrollmentEvent::SetupCancelled {}.into()];
        assert_eq!(done, Ok((events, None)));
        assert_eq!(scene.limits.current(), None);
        scene.submit(2, &start_setup(2)).expect("the next setup");
    }
}

#[test]
fn the_timer_ends_a_setup_whose_time_ran_out_and_does_nothing_when_early_or_late() {
    for (scene, expires_in_minute) in under_way() {
        let expiry = minute(expires_in_minute);
        let mut scene = scene.at(expiry - TICK);
        scene
            .when(EnrollmentCommand::Expire)
            .then_expect_events(vec![]);
        scene = scene.at(expiry);
        let done = scene.submit(1, &EnrollmentCommand::Expire);
        let events = vec![EnrollmentEvent::SetupExpired {}.into()];
        assert_eq!(done, Ok((events, None)));
        assert_eq!(scene.limits.current(), None);
        scene
            .when(EnrollmentCommand::Expire)
            .then_expect_events(vec![]);
    }
}

#[test]
fn the_timer_of_what_never_was_or_is_active_or_over_does_nothing() {
    let cancelled = Scene::awaiting_code().and_in(1, [EnrollmentEvent::SetupCancelled {}]);
    for scene in [Scene::registered(), Scene::active(), cancelled] {
        scene
            .at(minute(1_000_000))
            .when(EnrollmentCommand::Expire)
            .then_expect_events(vec![]);
    }
}

#[test]
fn what_became_of_a_mail_is_recorded_once() {
    let scene = Scene::awaiting_code();
    scene
        .when(EnrollmentCommand::RecordSent { number: 1 })
        .then_expect_events(vec![sent(1)]);
    scene
        .when(record_not_sent(1))
        .then_expect_events(vec![not_sent(1)]);
    let was_sent = scene.and_in(1, [sent(1)]);
    for command in [
        EnrollmentCommand::RecordSent { number: 1 },
        record_not_sent(1),
    ] {
        was_sent.when(command).then_expect_events(vec![]);
    }
    let was_not_sent = Scene::awaiting_code().and_in(1, [not_sent(1)]);
    was_not_sent
        .when(record_not_sent(1))
        .then_expect_events(vec![]);
}

#[test]
fn a_mail_that_was_given_up_may_go_after_all() {
    let scene = Scene::awaiting_code().and_in(1, [not_sent(1)]);
    scene
        .when(EnrollmentCommand::RecordSent { number: 1 })
        .then_expect_events(vec![sent(1)]);
    let state = scene.and_in(1, [sent(1)]).enrollments[&enrollment(1)].clone();
    let delivery = state.live_code(1).map(|code| code.delivery);
    assert_eq!(delivery, Some(Delivery::Sent));
}

#[test]
fn the_mail_servers_answer_may_come_after_the_code_was_entered() {
    let cancelled = Scene::awaiting_code().and_in(1, [EnrollmentEvent::SetupCancelled {}]);
    for scene in [
        Scene::awaiting_acknowledgement(),
        Scene::active(),
        cancelled,
    ] {
        scene
            .when(EnrollmentCommand::RecordSent { number: 1 })
            .then_expect_events(vec![sent(1)]);
    }
}

#[test]
fn each_codes_mail_has_its_own_fate_and_a_code_never_issued_has_none() {
    let scene = Scene::awaiting_code().and_in(1, [sent(1), issued(2, minute(2))]);
    scene
        .when(record_not_sent(2))
        .then_expect_events(vec![not_sent(2)]);
    scene.when(record_not_sent(1)).then_expect_events(vec![]);
    for (scene, number) in [
        (scene, 3),
        (Scene::awaiting_password(), 1),
        (Scene::empty(), 1),
    ] {
        let command = EnrollmentCommand::RecordSent { number };
        scene.when(command).then_expect_events(vec![]);
    }
}

#[test]
fn a_mail_that_was_not_sent_leaves_its_code_alive() {
    let scene = Scene::awaiting_code().and_in(1, [not_sent(1)]);
    let code = scene.code(1, 1).expect("the first code");
    let events = scene.when(confirm(&code)).inspect_result();
    assert!(events.is_ok());
}
