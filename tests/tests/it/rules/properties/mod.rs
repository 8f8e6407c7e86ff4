//! What holds after whatever customers, portal, support, mail server and timers do, in any order.

mod any_event;
mod invariants;
mod steps;

use std::collections::BTreeSet;

use countersign_domain::{Account, Enrollment, Event, Limits};
use proptest::{
    collection::vec,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde::{Serialize, de::DeserializeOwned};

pub(super) use self::any_event::{any_account_event, any_enrollment_event};
use self::{
    any_event::any_limits_event,
    steps::{STEPS_MAX, any_step, play},
};
use super::scene::Scene;

fn config() -> Config {
    Config {
        cases: 256,
        failure_persistence: None,
        ..Config::default()
    }
}

/// Fewer wrong codes than by default may lock the account, so that locks come up often enough.
fn scene(wrong_codes_until_lock: u32) -> Scene {
    let mut scene = Scene::registered();
    scene.policy.wrong_codes_until_lock = wrong_codes_until_lock;
    scene
}

/// The same value after a journey through JSON.
fn by_json<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let json = serde_json::to_string(value).expect("a value is JSON");
    serde_json::from_str(&json).expect("its JSON is the value")
}

/// What is held is what a replay of the log gives, and comes back from its JSON.
fn assert_replayable(scene: &Scene) {
    let limits = scene
        .log
        .iter()
        .fold(Limits::default(), |limits, (stream, event)| {
            limits.evolve(stream, event)
        });
    assert_eq!(limits, scene.limits);
    assert_eq!(by_json(&limits), limits);
    let account = scene.log.iter().filter_map(|(_, event)| match event {
        Event::Account(event) => Some(by_json(event)),
        Event::Enrollment(_) => None,
    });
    assert_eq!(
        account.fold(Account::default(), Account::evolve),
        scene.account
    );
    assert_eq!(by_json(&scene.account), scene.account);
    for (id, held) in &scene.enrollments {
        let stream = super::scene::enrollment_stream(*id);
        let events = scene.log.iter().filter_map(|(of, event)| match event {
            Event::Enrollment(event) if *of == stream => Some(by_json(event)),
            _ => None,
        });
        let state = events.fold(Enrollment::default(), Enrollment::evolve);
        assert_eq!(state, *held);
        assert_eq!(by_json(held), *held);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_is_asked_the_rules_hold(
        steps in vec(any_step(), 1..STEPS_MAX),
        wrong_codes_until_lock in 3..=20_u32,
    ) {
        let mut scene = scene(wrong_codes_until_lock);
        for step in &steps {
            let before = scene.log.len();
            let outcome = play(&mut scene, step);
            invariants::assert_all(&scene, before, step, outcome.as_ref());
        }
        assert_replayable(&scene);
    }

    #[test]
    fn whatever_was_recorded_can_be_replayed(
        account in vec(any_account_event(), 0..40),
        enrollment in vec(any_enrollment_event(), 0..40),
        all in vec(any_limits_event(), 0..60),
    ) {
        for event in &account {
            prop_assert_eq!(&by_json(event), event);
        }
        for event in &enrollment {
            prop_assert_eq!(&by_json(event), event);
        }
        let account = account.into_iter().fold(Account::default(), Account::evolve);
        prop_assert_eq!(by_json(&account), account);
        let enrollment = enrollment.into_iter().fold(Enrollment::default(), Enrollment::evolve);
        prop_assert_eq!(by_json(&enrollment), enrollment);
        let limits = all.iter().fold(Limits::default(), |limits, (stream, event)| {
            limits.evolve(stream, event)
        });
        prop_assert_eq!(by_json(&limits), limits);
    }
}

/// Rules that hold because nothing happens would prove nothing.
#[test]
fn the_steps_lead_to_every_event() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..config().cases {
        let inputs = (vec(any_step(), 1..STEPS_MAX), 3..=20_u32).new_tree(&mut runner);
        let (steps, wrong_codes_until_lock) = inputs.expect("steps").current();
        let mut scene = scene(wrong_codes_until_lock);
        for step in &steps {
            play(&mut scene, step);
        }
        seen.extend(scene.log.iter().map(|(_, event)| event.event_type()));
    }
    let mut every = super::golden::types("account");
    every.append(&mut super::golden::types("enrollment"));
    assert_eq!(seen, every);
}
