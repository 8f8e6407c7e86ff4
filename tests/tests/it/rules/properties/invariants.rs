//! The promises, each told from the log alone and not from what the deciders hold.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{
    AccountEvent, Enrollment, EnrollmentEvent, EnrollmentState, Event, LockReason, StreamId,
};

use super::{
    play::Played,
    protection,
    steps::Step,
    told::{Log, OfCode, codes_in, locked_until, of_code, wrong_codes},
};
use crate::rules::scene::Scene;

/// Checks everything that the events from `before` on could have broken.
pub(super) fn assert_all(scene: &Scene, before: usize, step: &Step, played: &Played) {
    if let Some(Err(_)) = played.outcome {
        assert_eq!(scene.log.len(), before, "a refusal appends nothing");
    }
    assert_one_live_enrollment(scene);
    protection::assert_known(scene);
    let row = wrong_codes(&scene.log);
    let most = scene.policy.wrong_codes_until_lock;
    assert!(row < most as usize, "{row} wrong codes and no lock");
    for index in before..scene.log.len() {
        let (stream, event) = &scene.log[index];
        let past = &scene.log[..index];
        if let Some(of_code) = of_code(event) {
            assert_code(scene, past, stream, &of_code, played);
        }
        match event {
            Event::Enrollment(event) => assert_enrollment(scene, past, stream, event, step),
            Event::Challenge(event) => {
                protection::assert_challenge(scene, past, stream, event, step);
            }
            Event::Account(event) => assert_account(past, event),
        }
    }
}

/// One wrong code too many locks the account and ends what it was entered in.
fn assert_account(past: &Log, event: &AccountEvent) {
    if let AccountEvent::AccountLocked {
        reason: LockReason::WrongCodes,
        ..
    } = event
    {
        let ended = past.last().map(|(_, event)| event.event_type());
        let ended = ended.as_deref();
        assert!(
            matches!(ended, Some("SetupLocked" | "ChallengeLocked")),
            "{ended:?}"
        );
    }
}

fn assert_enrollment(
    scene: &Scene,
    past: &Log,
    stream: &StreamId,
    event: &EnrollmentEvent,
    step: &Step,
) {
    match event {
        EnrollmentEvent::SetupStarted { .. } => {
            assert_unlocked(scene, past, LockReason::WrongCodes);
            assert_room_for_a_setup(scene, past);
        }
        EnrollmentEvent::PasswordVerified { .. } => {
            assert_unlocked(scene, past, LockReason::WrongPasswords);
        }
        EnrollmentEvent::PasswordRejected { .. } => {
            assert_unlocked(scene, past, LockReason::WrongPasswords);
            if matches!(step, Step::Disable { .. }) {
                protection::assert_tried_rightly(scene, past, stream, step);
            }
        }
        EnrollmentEvent::EnrollmentActivated { .. } => {
            assert!(matches!(step, Step::Acknowledge(_)), "only Okay activates");
            assert!(confirmations(past, stream) == 1, "only a proven mailbox");
        }
        EnrollmentEvent::EnrollmentDisabled { challenge_id } => {
            assert_unlocked(scene, past, LockReason::WrongCodes);
            assert_unlocked(scene, past, LockReason::WrongPasswords);
            protection::assert_off_rightly(scene, past, stream, *challenge_id, step);
        }
        _ => {}
    }
}

/// Of codes the same holds wherever they are issued.
fn assert_code(scene: &Scene, past: &Log, stream: &StreamId, of_code: &OfCode, played: &Played) {
    assert_unlocked(scene, past, LockReason::WrongCodes);
    match of_code {
        OfCode::Issued(_) => assert_room_for_a_code(scene, past),
        OfCode::Rejected { number, .. } => {
            assert_guesses(past, stream, *number);
            let entered = played.entered.as_deref();
            assert!(entered.is_some_and(|code| !protection::is_right(scene, past, stream, code)));
        }
        OfCode::Confirmed { number } => {
            assert_guesses(past, stream, *number);
            let before = confirmations(past, stream);
            assert_eq!(before, 0, "a code is right once");
            let entered = played.entered.as_deref();
            assert!(entered.is_some_and(|code| protection::is_right(scene, past, stream, code)));
        }
    }
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

fn confirmations(log: &Log, stream: &StreamId) -> usize {
    let confirmed = |of_code: &OfCode| matches!(of_code, OfCode::Confirmed { .. });
    codes_in(log, stream).filter(confirmed).count()
}

/// Right or wrong, a code is compared with five guesses at the most, the one to come among them.
fn assert_guesses(past: &Log, stream: &StreamId, of: u32) {
    let guesses = codes_in(past, stream).filter(|of_code| match of_code {
        OfCode::Rejected { number, .. } | OfCode::Confirmed { number } => *number == of,
        OfCode::Issued(_) => false,
    });
    assert!(guesses.count() < 5, "a sixth guess at code {of}");
}

/// The gap, the hour and the day, over the codes that were never confirmed, wherever issued.
fn assert_room_for_a_code(scene: &Scene, past: &Log) {
    let of_codes = || {
        past.iter()
            .filter_map(|(stream, event)| Some((stream, of_code(event)?)))
    };
    let confirmed: BTreeSet<_> = of_codes()
        .filter_map(|(stream, of_code)| match of_code {
            OfCode::Confirmed { number } => Some((stream, number)),
            _ => None,
        })
        .collect();
    let issued: Vec<_> = of_codes()
        .filter_map(|(stream, of_code)| match of_code {
            OfCode::Issued(code) if !confirmed.contains(&(stream, code.number)) => {
                Some(code.issued_at)
            }
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

fn assert_room_for_a_setup(scene: &Scene, past: &Log) {
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

pub(super) fn within(times: &[DateTime<Utc>], now: DateTime<Utc>, window: TimeDelta) -> usize {
    times.iter().filter(|at| now < **at + window).count()
}

/// The account is not locked for that reason.
fn assert_unlocked(scene: &Scene, past: &Log, of: LockReason) {
    let locked_until = locked_until(past, of);
    let is_over = locked_until.is_none_or(|until| until <= scene.now);
    assert!(is_over, "locked until {locked_until:?}");
}
