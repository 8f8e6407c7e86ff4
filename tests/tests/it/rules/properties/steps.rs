//! One thing that somebody does to an account or its enrollments, or time that goes by.

use chrono::TimeDelta;
use countersign_domain::{
    AccountCommand, EnrollmentCommand, NotSentReason, PasswordHash, SubmittedCode,
};
use proptest::prelude::*;

use crate::rules::{
    given::{nonce, password, profile_at, put, start_setup},
    scene::{Outcome, Scene},
};

/// Long enough for several setups with all their guesses.
pub(super) const STEPS_MAX: usize = 120;

/// One step. Enrollments are counted back from the newest: 0 is the newest.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Wait(TimeDelta),
    StartSetup,
    /// The password, right or wrong.
    Password(u8, bool),
    IssueCode(u8),
    Guess(u8, Guess),
    Acknowledge(u8),
    Cancel(u8),
    Timer(u8),
    Sent(u8, u32),
    NotSent(u8, u32),
    Put {
        address: u8,
        locale: u8,
        password: u8,
        active: bool,
    },
    Unlock,
    Erase,
}

/// What is entered as the code.
#[derive(Debug, Clone, Copy)]
pub(super) enum Guess {
    Newest,
    First,
    Wrong,
}

/// Any step; those that lead onwards come up more often, so that every state is reached.
pub(super) fn any_step() -> impl Strategy<Value = Step> {
    let which = || prop_oneof![12 => Just(0_u8), 1 => 1..3_u8];
    let number = || 1..4_u32;
    let guess = prop_oneof![
        2 => Just(Guess::Newest),
        2 => Just(Guess::First),
        12 => Just(Guess::Wrong),
    ];
    prop_oneof![
        8 => any_wait().prop_map(Step::Wait),
        8 => Just(Step::StartSetup),
        10 => (which(), prop::bool::weighted(0.6)).prop_map(|(which, right)| Step::Password(which, right)),
        8 => which().prop_map(Step::IssueCode),
        30 => (which(), guess).prop_map(|(which, guess)| Step::Guess(which, guess)),
        2 => which().prop_map(Step::Acknowledge),
        1 => which().prop_map(Step::Cancel),
        2 => which().prop_map(Step::Timer),
        2 => (which(), number()).prop_map(|(which, number)| Step::Sent(which, number)),
        2 => (which(), number()).prop_map(|(which, number)| Step::NotSent(which, number)),
        2 => any_put(),
        1 => Just(Step::Unlock),
        1 => prop::bool::weighted(0.05).prop_map(|erase| if erase { Step::Erase } else { Step::Unlock }),
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

/// Does one step; `None` where there was nobody to be asked.
pub(super) fn play(scene: &mut Scene, step: &Step) -> Option<Outcome> {
    let newest = u8::try_from(scene.enrollments.len()).expect("few enrollments");
    let to = |which: &u8| newest.saturating_sub(*which).max(1);
    let (number, command) = match step {
        Step::Wait(time) => {
            scene.now += *time;
            return None;
        }
        Step::Put { .. } | Step::Unlock | Step::Erase => {
            return Some(scene.submit_account(&account_command(scene, step)?));
        }
        Step::StartSetup => (newest + 1, start_setup(newest + 1)),
        Step::Password(which, right) => (to(which), password(*right)),
        Step::IssueCode(which) => {
            let nonce = nonce(u8::try_from(scene.log.len() % 256).expect("a remainder"));
            (to(which), EnrollmentCommand::IssueCode { nonce })
        }
        Step::Guess(which, guess) => {
            let text = entered(scene, to(which), *guess);
            let guess = SubmittedCode::parse(&text).expect("digits");
            (to(which), EnrollmentCommand::ConfirmCode { guess })
        }
        Step::Acknowledge(which) => (to(which), EnrollmentCommand::Acknowledge),
        Step::Cancel(which) => (to(which), EnrollmentCommand::Cancel),
        Step::Timer(which) => (to(which), EnrollmentCommand::Expire),
        Step::Sent(which, number) => {
            let number = *number;
            (to(which), EnrollmentCommand::RecordSent { number })
        }
        Step::NotSent(which, number) => {
            let (number, reason) = (*number, NotSentReason::Refused);
            (
                to(which),
                EnrollmentCommand::RecordNotSent { number, reason },
            )
        }
    };
    Some(scene.submit(number, &command))
}

fn account_command(scene: &Scene, step: &Step) -> Option<AccountCommand> {
    match step {
        Step::Put {
            address,
            locale,
            password,
            active,
        } => {
            let sealed_for_the = u32::try_from(scene.log.len()).expect("a short log") + 2;
            let mut new = profile_at(&format!("aisha+{address}@example.com"), sealed_for_the);
            new.locale = (*locale > 0).then(|| "en".to_owned());
            new.password_hash = PasswordHash(format!("$argon2id${password}"));
            new.active = *active;
            Some(put(new))
        }
        Step::Unlock => Some(AccountCommand::Unlock),
        Step::Erase => Some(AccountCommand::Erase),
        _ => None,
    }
}

fn entered(scene: &Scene, number: u8, guess: Guess) -> String {
    let last = || (1..=20).rev().find_map(|code| scene.code(number, code));
    let code = match guess {
        Guess::Newest => last(),
        Guess::First => scene.code(number, 1),
        Guess::Wrong => None,
    };
    code.unwrap_or_else(|| scene.wrong_guess(number))
}
