//! The security at a moment is what was so at that moment, whatever came before and after.

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{EnrollmentState, LockReason, LoggedEvent};
use countersign_projections::{AccountSecurity, TwoFactor};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use super::{
    any_story, config,
    play::play,
    told::{locked_until, protected},
};
use crate::rules::{
    given::account_id,
    scene::{Scene, enrollment_stream},
};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_security_at_a_moment_is_a_replay_up_to_it(
        story in any_story(),
        moments in prop::collection::vec((any::<Index>(), -1..=1_i64), 1..8),
    ) {
        let mut scene = story.beginning();
        let mut history = Vec::new();
        // What the deciders held as time went by, and how much had happened.
        let mut held = vec![];
        record(&mut history, &scene);
        held.push((scene.clone(), history.len()));
        for step in &story.steps {
            play(&mut scene, step);
            record(&mut history, &scene);
            held.push((scene.clone(), history.len()));
        }
        for (step, microseconds) in moments {
            let at = step.get(&held).0.now + TimeDelta::microseconds(microseconds);
            let security = AccountSecurity::at(&history, at);
            let then = held.iter().rev().find(|(scene, _)| scene.now <= at);
            let Some((scene, count)) = then else {
                prop_assert_eq!(security, AccountSecurity::default());
                continue;
            };
            assert_was_so(&security, scene, at);
            let replayed = history[..*count].iter();
            prop_assert_eq!(security, replayed.fold(AccountSecurity::default(), AccountSecurity::evolve));
        }
    }
}

/// Logs what is new, as the log would at this time.
fn record(history: &mut Vec<LoggedEvent>, scene: &Scene) {
    for (stream, event) in &scene.log[history.len()..] {
        let position = i64::try_from(history.len()).expect("a short log") + 1;
        history.push(LoggedEvent {
            position,
            event_id: Uuid::from_u128(position.unsigned_abs().into()),
            recorded_at: scene.now,
            stream: stream.clone(),
            version: position,
            account_id: account_id(),
            account_version: position,
            event: event.clone(),
        });
    }
}

/// What the projection says is what the deciders held and what the log alone tells.
fn assert_was_so(security: &AccountSecurity, scene: &Scene, at: DateTime<Utc>) {
    for reason in [LockReason::WrongCodes, LockReason::WrongPasswords] {
        let until = locked_until(&scene.log, reason).filter(|until| at < *until);
        // Nothing is known of an erased account.
        if security.address().is_some() {
            assert_eq!(security.locked_for(reason, at), until);
        }
    }
    let on = protected(&scene.log).map(|(_, on)| on);
    match &security.two_factor {
        TwoFactor::On {
            enrollment_id,
            proven,
            ..
        } => {
            let on = on.expect("it was on");
            assert_eq!(
                (&enrollment_stream(*enrollment_id), proven),
                (&on.by, &on.mailbox)
            );
        }
        TwoFactor::SettingUp {
            enrollment_id,
            proven,
            ..
        } => {
            assert!(on.is_none(), "it was on");
            let state = scene.enrollments[enrollment_id].state();
            let is_proven = state == Some(EnrollmentState::AwaitingAcknowledgement);
            assert_eq!(proven.is_some(), is_proven, "{state:?}");
        }
        TwoFactor::Off => assert!(on.is_none(), "it was on"),
    }
}
