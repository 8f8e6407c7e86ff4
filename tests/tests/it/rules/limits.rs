//! The limits: what is counted across an account's streams, and what follows.

use chrono::TimeDelta;
use countersign_domain::{
    AccountCommand, AccountEvent, EnrollmentEvent, EnrollmentState as State, Event, Limits,
    LockReason, Policy, Refusal, Rejection,
};

use super::{
    given::{
        TICK, activated, confirmed, enrollment, erased, first_address, issued, locked, minute,
        password_rejected, rejected, start, started, verified, wrong_guesses,
    },
    scene::{Scene, enrollment_stream},
};

/// The limits after `events`, wherever they stand.
fn fold(events: impl IntoIterator<Item = EnrollmentEvent>) -> Limits {
    let stream = enrollment_stream(enrollment(1));
    events.into_iter().fold(Limits::default(), |limits, event| {
        limits.evolve(&stream, &event.into())
    })
}

fn lock(reason: LockReason, length: TimeDelta) -> AccountEvent {
    AccountEvent::AccountLocked {
        reason,
        locked_until: start() + length,
    }
}

#[test]
fn nothing_follows_below_the_limits() {
    let policy = Policy::default();
    let wrong_codes = (0..19).map(|_| rejected(1, Rejection::Wrong, 0));
    let wrong_passwords = (0..4).map(|_| password_rejected(1));
    let limits = fold(wrong_codes.chain(wrong_passwords));
    assert_eq!(limits.decide(&policy, start()), []);
    assert_eq!(limits.locked_until(start()), None);
}

#[test]
fn a_lock_of_its_own_length_follows_for_either_reason() {
    let policy = Policy::default();
    let codes = fold((0..20).map(|_| rejected(1, Rejection::Wrong, 0)));
    let a_day = lock(LockReason::WrongCodes, TimeDelta::hours(24));
    assert_eq!(codes.decide(&policy, start()), [a_day]);
    let passwords = fold((0..5).map(|_| password_rejected(0)));
    let a_while = lock(LockReason::WrongPasswords, TimeDelta::minutes(15));
    assert_eq!(passwords.decide(&policy, start()), [a_while]);
}

#[test]
fn a_lock_starts_its_own_count_over_and_leaves_the_other() {
    let stream = super::scene::account_stream();
    let counted = fold(
        (0..5)
            .map(|_| password_rejected(0))
            .chain((0..20).map(|_| rejected(1, Rejection::Wrong, 0))),
    );
    let policy = Policy::default();
    let both = counted.decide(&policy, start());
    let [codes, passwords] = &both[..] else {
        panic!("two locks follow, not {both:?}");
    };
    let after_one = counted.evolve(&stream, &Event::Account(codes.clone()));
    assert_eq!(
        after_one.decide(&policy, start()),
        std::slice::from_ref(passwords)
    );
    let after_both = after_one.evolve(&stream, &Event::Account(passwords.clone()));
    assert_eq!(after_both.decide(&policy, start()), []);
    assert_eq!(
        after_both.locked_until(start()),
        Some(start() + TimeDelta::hours(24))
    );
}

#[test]
fn superseded_codes_do_not_count() {
    let limits = fold((0..100).map(|_| rejected(1, Rejection::Superseded, 0)));
    assert_eq!(limits, Limits::default());
}

#[test]
fn the_longer_lock_is_told_and_each_holds_back_its_own() {
    let scene = Scene::registered().and([
        locked(LockReason::WrongCodes, minute(10)),
        locked(LockReason::WrongPasswords, minute(20)),
    ]);
    let limits = &scene.limits;
    assert_eq!(limits.locked_until(minute(10)), Some(minute(20)));
    assert_eq!(limits.locked_until(minute(20) - TICK), Some(minute(20)));
    assert_eq!(limits.locked_until(minute(20)), None);
    assert_eq!(limits.require_no_code_lock(minute(10)), Ok(()));
    let held_back = Refusal::Locked {
        locked_until: minute(20),
    };
    assert_eq!(limits.require_no_password_lock(minute(10)), Err(held_back));
    assert_eq!(limits.require_no_password_lock(minute(20)), Ok(()));
}

#[test]
fn support_lifts_both_locks_and_counts_and_leaves_what_was_issued() {
    let mut scene = Scene::awaiting_code()
        .and_in(1, wrong_guesses(1, 3))
        .and_in(1, [password_rejected(4)])
        .and([
            locked(LockReason::WrongCodes, minute(10)),
            locked(LockReason::WrongPasswords, minute(20)),
        ])
        .and_in(1, [password_rejected(4), rejected(1, Rejection::Wrong, 1)]);
    scene
        .submit_account(&AccountCommand::Unlock)
        .expect("support helps");
    assert_eq!(scene.limits, Scene::awaiting_code().limits);
    assert_eq!(
        scene.limits.next_issue_at(&scene.policy, minute(1)),
        minute(2)
    );
}

#[test]
fn password_attempts_are_told_down_to_one() {
    let policy = Policy::default();
    for wrong in 0..8 {
        let limits = fold((0..wrong).map(|_| password_rejected(0)));
        let left = limits.password_attempts_left(&policy);
        assert_eq!(left, 5_u32.saturating_sub(wrong).max(1));
    }
}

#[test]
fn nothing_stands_against_a_first_code() {
    let limits = Limits::default();
    assert_eq!(limits.next_issue_at(&Policy::default(), start()), start());
}

#[test]
fn a_limit_of_none_is_a_limit_of_one() {
    let policy = Policy {
        issues_per_hour: 0,
        ..Policy::default()
    };
    let limits = fold([issued(1, start())]);
    assert_eq!(limits.next_issue_at(&policy, start()), minute(60));
}

#[test]
fn the_current_enrollment_is_followed_until_it_ends() {
    let states = [
        (
            Scene::awaiting_password(),
            State::AwaitingPassword,
            30,
            None,
        ),
        (Scene::awaiting_code(), State::AwaitingCode, 31, None),
        (
            Scene::awaiting_acknowledgement(),
            State::AwaitingAcknowledgement,
            33,
            Some(first_address()),
        ),
        (Scene::active(), State::Active, 33, Some(first_address())),
    ];
    for (scene, state, expires_in_minute, proven) in states {
        let current = scene.limits.current().expect("an enrollment");
        assert_eq!(current.enrollment_id, enrollment(1));
        assert_eq!(current.state, state);
        assert_eq!(current.expires_at, minute(expires_in_minute));
        assert_eq!(current.proven, proven);
        let protected = (state == State::Active).then(first_address);
        assert_eq!(scene.protected_by(), protected);
    }
}

#[test]
fn events_of_a_replaced_enrollment_do_not_touch_the_current_one() {
    let scene = Scene::awaiting_code().and_in(2, [started(2, minute(31))]);
    let current = scene.limits.current().cloned();
    let late = [
        verified(minute(32)),
        confirmed(1, minute(32)),
        activated(),
        EnrollmentEvent::SetupCancelled {},
        EnrollmentEvent::SetupExpired {},
        EnrollmentEvent::SetupLocked {},
    ];
    let scene = scene.and_in(1, late);
    assert_eq!(scene.limits.current().cloned(), current);
}

#[test]
fn an_erased_account_is_in_no_enrollment_and_protected_by_none() {
    let scene = Scene::active().and([erased()]);
    assert_eq!(scene.limits.current(), None);
    assert_eq!(scene.protected_by(), None);
}
