//! What holds after whatever customers, portal, support, mail server and timers do, in any order.

mod any_challenge_event;
mod any_event;
mod invariants;
mod moments;
mod play;
mod protection;
mod steps;
mod told;

use std::collections::BTreeSet;

use countersign_domain::{Account, Challenge, Enrollment, Event, Limits};
use countersign_tests::golden::AGGREGATES;
use proptest::{
    collection::vec,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde::{Serialize, de::DeserializeOwned};

pub(super) use self::{
    any_challenge_event::any_challenge_event,
    any_event::{any_account_event, any_enrollment_event},
};
use self::{
    any_event::any_limits_event,
    play::play,
    steps::{STEPS_MAX, Step, any_step},
};
use super::scene::Scene;

fn config() -> Config {
    Config {
        cases: 256,
        failure_persistence: None,
        ..Config::default()
    }
}

/// What is done to an account.
#[derive(Debug, Clone)]
struct Story {
    steps: Vec<Step>,
    /// Whether two-factor is on when it begins.
    is_on: bool,
    /// Fewer than by default, so that locks come up often enough.
    wrong_codes_until_lock: u32,
    /// Fewer too.
    challenges_per_hour: u32,
}

impl Story {
    fn beginning(&self) -> Scene {
        let mut scene = if self.is_on {
            Scene::active()
        } else {
            Scene::registered()
        };
        scene.policy.wrong_codes_until_lock = self.wrong_codes_until_lock;
        scene.policy.challenges_per_hour = self.challenges_per_hour;
        scene
    }
}

fn any_story() -> impl Strategy<Value = Story> {
    let steps = vec(any_step(), 1..STEPS_MAX);
    let limits = (2..=20_u32, 1..=10_u32);
    (steps, any::<bool>(), limits).prop_map(|(steps, is_on, limits)| {
        let (wrong_codes_until_lock, challenges_per_hour) = limits;
        Story {
            steps,
            is_on,
            wrong_codes_until_lock,
            challenges_per_hour,
        }
    })
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
        Event::Enrollment(_) | Event::Challenge(_) => None,
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
    for (id, held) in &scene.challenges {
        let stream = super::scene_challenge::challenge_stream(*id);
        let events = scene.log.iter().filter_map(|(of, event)| match event {
            Event::Challenge(event) if *of == stream => Some(by_json(event)),
            _ => None,
        });
        let state = events.fold(Challenge::default(), Challenge::evolve);
        assert_eq!(state, *held);
        assert_eq!(by_json(held), *held);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_is_asked_the_rules_hold(story in any_story()) {
        let mut scene = story.beginning();
        for step in &story.steps {
            let before = scene.log.len();
            let played = play(&mut scene, step);
            invariants::assert_all(&scene, before, step, &played);
        }
        assert_replayable(&scene);
    }

    #[test]
    fn whatever_was_recorded_can_be_replayed(
        account in vec(any_account_event(), 0..40),
        enrollment in vec(any_enrollment_event(), 0..40),
        challenge in vec(any_challenge_event(), 0..40),
        all in vec(any_limits_event(), 0..60),
    ) {
        for event in &account {
            prop_assert_eq!(&by_json(event), event);
        }
        for event in &enrollment {
            prop_assert_eq!(&by_json(event), event);
        }
        for event in &challenge {
            prop_assert_eq!(&by_json(event), event);
        }
        let account = account.into_iter().fold(Account::default(), Account::evolve);
        prop_assert_eq!(by_json(&account), account);
        let enrollment = enrollment.into_iter().fold(Enrollment::default(), Enrollment::evolve);
        prop_assert_eq!(by_json(&enrollment), enrollment);
        let challenge = challenge.into_iter().fold(Challenge::default(), Challenge::evolve);
        prop_assert_eq!(by_json(&challenge), challenge);
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
        let story = any_story().new_tree(&mut runner);
        let story = story.expect("a story").current();
        let mut scene = story.beginning();
        let given = scene.log.len();
        for step in &story.steps {
            play(&mut scene, step);
        }
        let led_to = scene.log[given..].iter();
        seen.extend(
            led_to
                .map(|(stream, event)| format!("{} {}", stream.aggregate_type, event.event_type())),
        );
    }
    let every = AGGREGATES.iter().flat_map(|aggregate| {
        let types = super::golden::types(aggregate);
        types
            .into_iter()
            .map(move |name| format!("{aggregate} {name}"))
    });
    // Each story begins behind it.
    let every = every.filter(|event| event != "account AccountRegistered");
    assert_eq!(seen, every.collect());
}
