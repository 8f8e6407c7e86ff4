//! Doing what a step says.

use countersign_domain::{
    AccountCommand, ChallengeCommand, EnrollmentCommand, Nonce, NotSentReason, PasswordHash,
    SubmittedCode,
};

use super::steps::{Guess, Step, Target};
use crate::rules::{
    given::{account_id, nonce, password, profile_at, put, start_setup},
    given_challenge::{challenge, disable},
    scene::{Outcome, Scene},
};

/// What came of a step.
pub(super) struct Played {
    /// `None` where there was nobody to be asked.
    pub(super) outcome: Option<Outcome>,
    /// What was entered as the code.
    pub(super) entered: Option<String>,
}

/// Does one step.
pub(super) fn play(scene: &mut Scene, step: &Step) -> Played {
    let mut entered = None;
    let outcome = match step {
        Step::Wait(time) => {
            scene.now += *time;
            None
        }
        Step::Put { .. } | Step::Unlock | Step::Erase => {
            account_command(scene, step).map(|command| scene.submit_account(&command))
        }
        Step::Open(purpose) => {
            let number = newest_challenge(scene) + 1;
            let command = ChallengeCommand::Open {
                challenge_id: challenge(number),
                account_id: account_id(),
                purpose: *purpose,
                action: None,
                nonce: fresh_nonce(scene),
            };
            Some(scene.submit_challenge(number, &command))
        }
        Step::IssueCode(target)
        | Step::Guess(target, _)
        | Step::Cancel(target)
        | Step::Timer(target)
        | Step::Sent(target, _)
        | Step::NotSent(target, _) => {
            if let Step::Guess(_, guess) = step {
                entered = Some(text(scene, *target, *guess));
            }
            Some(to_either(scene, step, *target, entered.as_deref()))
        }
        Step::StartSetup | Step::Password(..) | Step::Acknowledge(_) | Step::Disable { .. } => {
            let (number, command) = enrollment_command(scene, step);
            Some(scene.submit(number, &command))
        }
    };
    Played { outcome, entered }
}

/// What can be asked of enrollments and challenges alike.
fn to_either(scene: &mut Scene, step: &Step, target: Target, entered: Option<&str>) -> Outcome {
    let nonce = fresh_nonce(scene);
    let guess = || {
        let guess = entered.and_then(SubmittedCode::parse);
        guess.expect("a guess is digits")
    };
    macro_rules! command {
        ($command:ident) => {
            match step {
                Step::IssueCode(_) => $command::IssueCode { nonce },
                Step::Guess(..) => $command::ConfirmCode { guess: guess() },
                Step::Cancel(_) => $command::Cancel,
                Step::Sent(_, number) => $command::RecordSent { number: *number },
                Step::NotSent(_, number) => $command::RecordNotSent {
                    number: *number,
                    reason: NotSentReason::Refused,
                },
                _ => $command::Expire,
            }
        };
    }
    match target {
        Target::Enrollment(which) => {
            let number = counted_back(newest_enrollment(scene), which);
            scene.submit(number, &command!(EnrollmentCommand))
        }
        Target::Challenge(which) => {
            let number = counted_back(newest_challenge(scene), which);
            scene.submit_challenge(number, &command!(ChallengeCommand))
        }
    }
}

fn enrollment_command(scene: &Scene, step: &Step) -> (u8, EnrollmentCommand) {
    let newest = newest_enrollment(scene);
    match step {
        Step::Password(which, right) => (counted_back(newest, *which), password(*right)),
        Step::Disable {
            enrollment,
            challenge,
            right,
        } => {
            let by = counted_back(newest_challenge(scene), *challenge);
            (counted_back(newest, *enrollment), disable(*right, by))
        }
        Step::Acknowledge(which) => (counted_back(newest, *which), EnrollmentCommand::Acknowledge),
        _ => (newest + 1, start_setup(newest + 1)),
    }
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

fn text(scene: &Scene, target: Target, guess: Guess) -> String {
    let code = match guess {
        Guess::Newest => newest_code(scene, target),
        Guess::First => code(scene, target, 1),
        Guess::Foreign(other) => newest_code(scene, other),
        Guess::Wrong => None,
    };
    code.unwrap_or_else(|| scene.wrong_guess())
}

fn newest_code(scene: &Scene, target: Target) -> Option<String> {
    (1..=20)
        .rev()
        .find_map(|number| code(scene, target, number))
}

fn code(scene: &Scene, target: Target, number: u32) -> Option<String> {
    match target {
        Target::Enrollment(which) => {
            scene.code(counted_back(newest_enrollment(scene), which), number)
        }
        Target::Challenge(which) => {
            scene.challenge_code(counted_back(newest_challenge(scene), which), number)
        }
    }
}

fn fresh_nonce(scene: &Scene) -> Nonce {
    nonce(u8::try_from(scene.log.len() % 256).expect("a remainder"))
}

fn newest_enrollment(scene: &Scene) -> u8 {
    u8::try_from(scene.enrollments.len()).expect("few enrollments")
}

fn newest_challenge(scene: &Scene) -> u8 {
    u8::try_from(scene.challenges.len()).expect("few challenges")
}

fn counted_back(newest: u8, which: u8) -> u8 {
    newest.saturating_sub(which).max(1)
}
