//! What the policy says that guessing comes to, held against the limits that count it.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{
    Algorithm, ChallengeEvent, ChallengeId, ChallengePurpose, Delivery, EnrollmentId, Event,
    IssuedCode, KeyId, Limits, Nonce, Policy, Rejection, Sealed, StreamId,
};
use proptest::{prelude::*, test_runner::Config};
use sqlx::types::Uuid;

const DAY: TimeDelta = TimeDelta::days(1);

/// Somebody without the mailbox, who has codes sent and guesses at them, and the account's owner.
struct Guesser {
    policy: Arc<Policy>,
    now: DateTime<Utc>,
    limits: Limits,
    codes: Vec<Guessable>,
    streams: u128,
    /// When a guess was compared with a code.
    guesses: Vec<DateTime<Utc>>,
}

struct Guessable {
    stream: StreamId,
    expires_at: DateTime<Utc>,
    left: u32,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    /// Have a code sent, in a challenge of its own.
    Issue,
    /// Guess at the oldest code that takes a guess.
    Guess,
    Wait(TimeDelta),
    /// Wait until nothing is in the way.
    WaitOut,
    /// The owner has a code sent and enters it.
    OwnerPasses,
}

impl Guesser {
    fn new(policy: Policy) -> Self {
        Self {
            policy: Arc::new(policy),
            now: DateTime::UNIX_EPOCH,
            limits: Limits::default(),
            codes: vec![],
            streams: 0,
            guesses: vec![],
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Issue => {
                if let Some(code) = self.issue() {
                    self.codes.push(code);
                }
            }
            Step::Guess => self.guess(),
            Step::Wait(time) => self.now += time,
            Step::WaitOut => {
                let issue_at = self.limits.next_issue_at(&self.policy, self.now);
                self.now = issue_at.max(self.limits.locked_until(self.now).unwrap_or(self.now));
            }
            Step::OwnerPasses => {
                if let Some(code) = self.issue() {
                    let confirmed = ChallengeEvent::CodeConfirmed {
                        number: 1,
                        purpose: ChallengePurpose::SignIn,
                        enrollment_id: EnrollmentId(Uuid::nil()),
                        confirmed_at: self.now,
                        assertion_expires_at: self.now,
                    };
                    self.evolve(&code.stream, &confirmed.into());
                }
            }
        }
    }

    fn issue(&mut self) -> Option<Guessable> {
        let too_soon = self.limits.next_issue_at(&self.policy, self.now) > self.now;
        if too_soon || self.limits.require_no_code_lock(self.now).is_err() {
            return None;
        }
        self.streams += 1;
        let challenge_id = ChallengeId(Uuid::from_u128(self.streams));
        let code = Guessable {
            stream: StreamId::new("challenge", challenge_id.to_string()),
            expires_at: self.now + self.policy.code_lifetime,
            left: self.policy.guesses_per_code,
        };
        let issued = ChallengeEvent::CodeIssued {
            code: IssuedCode {
                number: 1,
                nonce: Nonce([0; 32]),
                key_id: KeyId("a key".to_owned()),
                algorithm: Algorithm { digits: 6 },
                recipient: Sealed("a mailbox".to_owned()),
                issued_at: self.now,
                expires_at: code.expires_at,
                resend_at: self.now,
                attempts_left: code.left,
                delivery: Delivery::Queued,
            },
            challenge_expires_at: code.expires_at,
        };
        self.evolve(&code.stream, &issued.into());
        Some(code)
    }

    fn guess(&mut self) {
        if self.limits.require_no_code_lock(self.now).is_err() {
            return;
        }
        let now = self.now;
        let mut codes = self.codes.iter_mut();
        let Some(code) = codes.find(|code| code.left > 0 && now < code.expires_at) else {
            return;
        };
        code.left -= 1;
        let stream = code.stream.clone();
        let rejected = ChallengeEvent::CodeRejected {
            number: 1,
            rejection: Rejection::Wrong,
            attempts_left: code.left,
            wrong_codes: self.limits.wrong_codes() + 1,
        };
        self.guesses.push(now);
        self.evolve(&stream, &rejected.into());
        for locked in self.limits.decide(&self.policy, now) {
            self.evolve(&StreamId::new("account", "demo"), &locked.into());
        }
    }

    fn guess_times(&mut self, times: usize) {
        for _ in 0..times {
            self.guess();
        }
    }

    fn evolve(&mut self, stream: &StreamId, event: &Event) {
        self.limits = std::mem::take(&mut self.limits).evolve(stream, event);
    }

    /// The most guesses of any 24 hours.
    fn most(&self) -> usize {
        let within = |last: DateTime<Utc>| {
            let guesses = self.guesses.iter();
            guesses
                .filter(|at| last - DAY < **at && **at <= last)
                .count()
        };
        let counts = self.guesses.iter().map(|last| within(*last));
        counts.max().unwrap_or(0)
    }
}

fn bound(guesses: u32) -> usize {
    usize::try_from(guesses).expect("it fits")
}

#[test]
fn whoever_has_no_owner_beside_comes_as_far_as_the_lock() {
    let mut guesser = Guesser::new(Policy::default());
    for _ in 0..40 {
        guesser.take(Step::Issue);
        guesser.guess_times(10);
        guesser.take(Step::WaitOut);
    }
    let most = Policy::default().guessing_alone().guesses;
    assert_eq!(guesser.most(), bound(most));
}

#[test]
fn codes_saved_up_for_the_beginning_take_guesses_too() {
    let policy = Policy {
        guesses_per_code: 3,
        issues_per_day: 4,
        issue_gap: TimeDelta::minutes(5),
        wrong_codes_until_lock: 1_000,
        ..Policy::default()
    };
    let mut guesser = Guesser::new(policy.clone());
    guesser.take(Step::Issue);
    guesser.take(Step::Wait(TimeDelta::minutes(5)));
    guesser.take(Step::Issue);
    guesser.take(Step::Wait(TimeDelta::seconds(299)));
    // The day begins, with two codes that still work.
    guesser.guess_times(6);
    for _ in 0..4 {
        guesser.take(Step::WaitOut);
        guesser.take(Step::Issue);
        guesser.guess_times(3);
    }
    let most = policy.guessing_alone().guesses;
    assert_eq!(guesser.most(), bound(most));
}

fn steps(with_owner: bool) -> impl Strategy<Value = Vec<Step>> {
    let wait = (1_i64..7_200).prop_map(|seconds| Step::Wait(TimeDelta::seconds(seconds)));
    let owner = if with_owner {
        Step::OwnerPasses
    } else {
        Step::Guess
    };
    let step = prop_oneof![
        6 => Just(Step::Issue),
        24 => Just(Step::Guess),
        4 => wait,
        6 => Just(Step::WaitOut),
        6 => Just(owner),
    ];
    prop::collection::vec(step, 1..400)
}

fn policies() -> impl Strategy<Value = Policy> {
    let limits = (1_u32..6, 1_u32..8, 1_u32..12, 1_u32..30);
    (limits, 1_i64..900, 1_i64..600, 600_i64..100_000).prop_map(
        |((guesses, hour, day, until_lock), lifetime, gap, lock)| Policy {
            guesses_per_code: guesses,
            issues_per_hour: hour,
            issues_per_day: day,
            wrong_codes_until_lock: until_lock,
            code_lifetime: TimeDelta::seconds(lifetime),
            issue_gap: TimeDelta::seconds(gap),
            code_lock: TimeDelta::seconds(lock),
            ..Policy::default()
        },
    )
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_sequence_of_steps_gets_more_guesses_than_is_said(
        policy in policies(), alone in steps(false), beside in steps(true),
    ) {
        for (steps, most) in [
            (alone, policy.guessing_alone().guesses),
            (beside, policy.guessing_beside_owner().guesses),
        ] {
            let mut guesser = Guesser::new(policy.clone());
            for step in steps {
                guesser.take(step);
            }
            prop_assert!(guesser.most() <= bound(most), "{} of {most}", guesser.most());
        }
    }
}
