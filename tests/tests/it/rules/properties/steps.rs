//! One thing that somebody does to an account, its enrollments or challenges, or time that goes by.

use chrono::TimeDelta;
use countersign_domain::ChallengePurpose;
use proptest::prelude::*;

use super::any_challenge_event::any_purpose;

/// Long enough for several setups and challenges with all their guesses.
pub(super) const STEPS_MAX: usize = 160;

/// One step.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Wait(TimeDelta),
    StartSetup,
    /// The password of a setup, right or wrong.
    Password(u8, bool),
    Open(ChallengePurpose),
    IssueCode(Target),
    Guess(Target, Guess),
    Acknowledge(u8),
    Cancel(Target),
    Timer(Target),
    Sent(Target, u32),
    NotSent(Target, u32),
    /// Switches an enrollment off by a challenge, with the password right or wrong.
    Disable {
        enrollment: u8,
        challenge: u8,
        right: bool,
    },
    Put {
        address: u8,
        locale: u8,
        password: u8,
        active: bool,
    },
    Unlock,
    Erase,
}

/// Who is meant: enrollments and challenges are counted back from the newest, which is 0.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    Enrollment(u8),
    Challenge(u8),
}

/// What is entered as the code.
#[derive(Debug, Clone, Copy)]
pub(super) enum Guess {
    Newest,
    First,
    /// The newest code of another one.
    Foreign(Target),
    Wrong,
}

/// Any step; those that lead onwards come up more often, so that every state is reached.
pub(super) fn any_step() -> impl Strategy<Value = Step> {
    let number = || 1..4_u32;
    let right = || prop::bool::weighted(0.6);
    prop_oneof![
        8 => any_wait().prop_map(Step::Wait),
        8 => Just(Step::StartSetup),
        10 => (which(), right()).prop_map(|(which, right)| Step::Password(which, right)),
        8 => any_purpose().prop_map(Step::Open),
        8 => any_target().prop_map(Step::IssueCode),
        48 => (any_target(), any_guess()).prop_map(|(of, guess)| Step::Guess(of, guess)),
        2 => which().prop_map(Step::Acknowledge),
        1 => any_target().prop_map(Step::Cancel),
        2 => any_target().prop_map(Step::Timer),
        2 => (any_target(), number()).prop_map(|(of, number)| Step::Sent(of, number)),
        2 => (any_target(), number()).prop_map(|(of, number)| Step::NotSent(of, number)),
        10 => (which(), 0..2_u8, right()).prop_map(|(enrollment, challenge, right)| {
            Step::Disable { enrollment, challenge, right }
        }),
        2 => any_put(),
        1 => Just(Step::Unlock),
        1 => prop::bool::weighted(0.05).prop_map(|erase| if erase { Step::Erase } else { Step::Unlock }),
    ]
}

fn which() -> impl Strategy<Value = u8> {
    prop_oneof![12 => Just(0_u8), 1 => 1..3_u8]
}

fn any_target() -> impl Strategy<Value = Target> {
    prop_oneof![
        which().prop_map(Target::Enrollment),
        which().prop_map(Target::Challenge),
    ]
}

fn any_guess() -> impl Strategy<Value = Guess> {
    prop_oneof![
        2 => Just(Guess::Newest),
        1 => Just(Guess::First),
        2 => any_target().prop_map(Guess::Foreign),
        16 => Just(Guess::Wrong),
    ]
}

/// From a microsecond to a day and more, most often about as long as some limit lasts.
fn any_wait() -> impl Strategy<Value = TimeDelta> {
    prop_oneof![
        1 => Just(TimeDelta::microseconds(1)),
        8 => (1..120_i64).prop_map(TimeDelta::seconds),
        4 => (1..90_i64).prop_map(TimeDelta::minutes),
        1 => (1..30_i64).prop_map(TimeDelta::hours),
    ]
}

fn any_put() -> impl Strategy<Value = Step> {
    let rarely = |chance| prop::bool::weighted(chance).prop_map(u8::from);
    (
        rarely(0.3),
        rarely(0.2),
        rarely(0.2),
        prop::bool::weighted(0.9),
    )
        .prop_map(|(address, locale, password, active)| Step::Put {
            address,
            locale,
            password,
            active,
        })
}
