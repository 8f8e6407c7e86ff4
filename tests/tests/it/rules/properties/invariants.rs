//! The promises, each told from the log alone and not from what the deciders hold.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{
    AccountEvent, Enrollment, EnrollmentEvent, EnrollmentState, Event, LockReason, StreamId,
};

use super::steps::Step;
use crate::rules::scene::{Outcome, Scene};

/// Checks everything that the events from `before` on could have broken.
pub(super) fn assert_all(scene: &Scene, before: usize, step: &Step, outcome: Option<&Outcome>) {
    if let Some(Err(_)) = outcome {
        assert_eq!(scene.log.len(), before, "a refusal appends nothing");
    }
    assert_one_live_enrollment(scene);
    for index in before..scene.log.len() {
        let (stream, event) = &scene.log[index];
        let past = &scene.log[..index];
        let Event::Enrollment(event) = event else {
            continue;
        };
        match event {
            EnrollmentEvent::CodeRejected { number, .. } => {
                assert_guesses(&scene.log[..=index], stream, *number);
            }
            EnrollmentEvent::CodeConfirmed { number, .. } => {
                assert_guesses(&scene.log[..=index], stream, *number);
                assert_confirmed_once(past, stream);
            }
            EnrollmentEvent::CodeIssued { .. } => assert_room_for_a_code(scene, past),
            EnrollmentEvent::SetupStarted { .. } => assert_room_for_a_setup(scene, past),
            EnrollmentEvent::PasswordVerified { .. } => {
                assert_unlocked(scene, past, LockReason::WrongPasswords);
            }
            EnrollmentEvent::EnrollmentActivated {} => {
                assert!(matches!(step, Step::Acknowledge(_)), "only Okay activates");
                assert!(confirmations(past, stream) == 1, "only a proven mailbox");
            }
            _ => {}
        }
        if is_asked_for_by_the_customer(event) {
            assert_unlocked(scene, past, LockReason::WrongCodes);
        }
    }
}

fn is_asked_for_by_the_customer(event: &EnrollmentEvent) -> bool {
    matches!(
        event,
        EnrollmentEvent::SetupStarted { .. }
            | EnrollmentEvent::CodeIssued { .. }
            | EnrollmentEvent::CodeRejected { .. }
            | EnrollmentEvent::CodeConfirmed { .. }
    )
}

fn assert_one_live_enrollment(scene: &Scene) {
    let live = |enrollment: &&Enrollment| match enrollment.state() {
        Some(EnrollmentState::Active) => true,
        Some(
            EnrollmentState::AwaitingPassword
            | EnrollmentState::AwaitingCode
            | EnrollmentState::AwaitingAcknowledgement,
        ) => enrollment
            .setup()
            .is_some_and(|setup| scene.now < setup.expires_at),
        _ => false,
    };
    let count = scene.enrollments.values().filter(live).count();
    assert!(count <= 1, "{count} live enrollments");
}

fn events_of<'a>(
    log: &'a [(StreamId, Event)],
    stream: &'a StreamId,
) -> impl Iterator<Item = &'a EnrollmentEvent> {
    log.iter().filter_map(move |(of, event)| match event {
        Event::Enrollment(event) if of == stream => Some(event),
        _ => None,
    })
}

fn confirmations(log: &[(StreamId, Event)], stream: &StreamId) -> usize {
    let confirmed =
        |event: &&EnrollmentEvent| matches!(event, EnrollmentEvent::CodeConfirmed { .. });
    events_of(log, stream).filter(confirmed).count()
}

fn assert_confirmed_once(past: &[(StreamId, Event)], stream: &StreamId) {
    assert_eq!(
        confirmations(past, stream),
        0,
        "an enrollment is proven once"
    );
}

/// Right or wrong, a code is compared with five guesses at the most.
fn assert_guesses(log: &[(StreamId, Event)], stream: &StreamId, of: u32) {
    let guesses = events_of(log, stream).filter(|event| {
        matches!(
            event,
            EnrollmentEvent::CodeRejected { number, .. }
            | EnrollmentEvent::CodeConfirmed { number, .. } if *number == of
        )
    });
    assert!(guesses.count() <= 5, "a sixth guess at code {of}");
}

/// The gap, the hour and the day, over the codes that were never confirmed.
fn assert_room_for_a_code(scene: &Scene, past: &[(StreamId, Event)]) {
    let confirmed: BTreeSet<_> = past
        .iter()
        .filter_map(|(stream, event)| match event {
            Event::Enrollment(EnrollmentEvent::CodeConfirmed { number, .. }) => {
                Some((stream, *number))
            }
            _ => None,
        })
        .collect();
    let issued: Vec<_> = past
        .iter()
        .filter_map(|(stream, event)| match event {
            Event::Enrollment(EnrollmentEvent::CodeIssued {
                number, issued_at, ..
            }) if !confirmed.contains(&(stream, *number)) => Some(*issued_at),
            _ => None,
        })
        .collect();
    assert!(
        within(&issued, scene.now, TimeDelta::seconds(60)) < 1,
        "gap"
    );
    assert!(within(&issued, scene.now, TimeDelta::hours(1)) < 5, "hour");
    assert!(within(&issued, scene.now, TimeDelta::days(1)) < 10, "day");
}

fn assert_room_for_a_setup(scene: &Scene, past: &[(StreamId, Event)]) {
    let started: Vec<_> = past
        .iter()
        .filter_map(|(_, event)| match event {
            Event::Enrollment(EnrollmentEvent::SetupStarted { started_at, .. }) => {
                Some(*started_at)
            }
            _ => None,
        })
        .collect();
    assert!(
        within(&started, scene.now, TimeDelta::hours(1)) < 10,
        "hour"
    );
}

fn within(times: &[DateTime<Utc>], now: DateTime<Utc>, window: TimeDelta) -> usize {
    times.iter().filter(|at| now < **at + window).count()
}

/// The account is not locked for that reason.
fn assert_unlocked(scene: &Scene, past: &[(StreamId, Event)], of: LockReason) {
    let lock = past.iter().rev().find_map(|(_, event)| match event {
        Event::Account(AccountEvent::AccountUnlocked {}) => Some(None),
        Event::Account(AccountEvent::AccountLocked {
            reason,
            locked_until,
        }) if *reason == of => Some(Some(*locked_until)),
        _ => None,
    });
    let locked_until = lock.flatten();
    let is_over = locked_until.is_none_or(|until| until <= scene.now);
    assert!(is_over, "locked until {locked_until:?}");
}
