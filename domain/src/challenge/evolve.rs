//! What an event makes of a challenge.

use super::{Challenge, ChallengeEnding, ChallengeEvent, Demand};
use crate::{Codes, Delivery};

impl Challenge {
    /// The state after `event`. Events that do not fit change nothing: whatever was recorded can
    /// be replayed.
    #[must_use]
    pub fn evolve(self, event: ChallengeEvent) -> Self {
        use ChallengeEvent as E;
        match (self, event) {
            (
                Self::NotOpened,
                E::ChallengeOpened {
                    challenge_id,
                    account_id,
                    purpose,
                    action,
                    enrollment_id,
                    address: proven,
                    challenge_expires_at: expires_at,
                    ..
                },
            ) => Self::AwaitingCode {
                demand: Demand {
                    challenge_id,
                    account_id,
                    purpose,
                    action,
                    enrollment_id,
                    proven,
                    expires_at,
                },
                codes: Codes::default(),
            },
            (
                Self::AwaitingCode { demand, mut codes },
                E::CodeIssued {
                    code,
                    challenge_expires_at: expires_at,
                },
            ) => {
                codes.0.push(code);
                let demand = Demand {
                    expires_at,
                    ..demand
                };
                Self::AwaitingCode { demand, codes }
            }
            (
                Self::AwaitingCode { demand, mut codes },
                E::CodeRejected {
                    number,
                    attempts_left,
                    ..
                },
            ) => {
                codes.update(number, |code| code.attempts_left = attempts_left);
                Self::AwaitingCode { demand, codes }
            }
            (
                Self::AwaitingCode { demand, codes },
                E::CodeConfirmed {
                    confirmed_at: passed_at,
                    assertion_expires_at,
                    ..
                },
            ) => Self::Passed {
                demand,
                codes,
                passed_at,
                assertion_expires_at,
            },
            (state, E::ChallengeCancelled {}) => state.ended(ChallengeEnding::Cancelled),
            (state, E::ChallengeExpired {}) => state.ended(ChallengeEnding::Expired),
            (state, E::ChallengeLocked {}) => state.ended(ChallengeEnding::Locked),
            (state, E::CodeSent { number }) => state.delivered(number, Delivery::Sent),
            (state, E::CodeNotSent { number, .. }) => state.delivered(number, Delivery::NotSent),
            (state, _) => state,
        }
    }

    fn ended(self, ending: ChallengeEnding) -> Self {
        match self {
            Self::AwaitingCode { demand, codes } => Self::Ended {
                demand,
                codes,
                ending,
            },
            state => state,
        }
    }

    /// A fast customer enters the code before the mail server's answer is recorded, so this fits
    /// any later state too.
    fn delivered(mut self, number: u32, delivery: Delivery) -> Self {
        match &mut self {
            Self::NotOpened => {}
            Self::AwaitingCode { codes, .. }
            | Self::Passed { codes, .. }
            | Self::Ended { codes, .. } => codes.update(number, |code| code.delivery = delivery),
        }
        self
    }
}
