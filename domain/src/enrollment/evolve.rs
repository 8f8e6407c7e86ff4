//! What an event makes of an enrollment.

use chrono::{DateTime, Utc};

use super::{Ending, Enrollment, EnrollmentEvent, Setup};
use crate::{Codes, Delivery};

impl Enrollment {
    /// The state after `event`. Events that do not fit change nothing: whatever was recorded can
    /// be replayed.
    #[must_use]
    pub fn evolve(self, event: EnrollmentEvent) -> Self {
        use EnrollmentEvent as E;
        match (self, event) {
            (
                Self::NotStarted,
                E::SetupStarted {
                    enrollment_id,
                    account_id,
                    method,
                    setup_expires_at,
                    ..
                },
            ) => {
                let expires_at = setup_expires_at;
                let setup = Setup {
                    enrollment_id,
                    account_id,
                    method,
                    expires_at,
                };
                Self::AwaitingPassword { setup }
            }
            (Self::AwaitingPassword { setup }, E::PasswordVerified { setup_expires_at }) => {
                let setup = setup.until(setup_expires_at);
                Self::AwaitingCode {
                    setup,
                    codes: Codes::default(),
                }
            }
            (
                Self::AwaitingCode { setup, mut codes },
                E::CodeIssued {
                    code,
                    setup_expires_at,
                },
            ) => {
                codes.0.push(code);
                let setup = setup.until(setup_expires_at);
                Self::AwaitingCode { setup, codes }
            }
            (
                Self::AwaitingCode { setup, mut codes },
                E::CodeRejected {
                    number,
                    attempts_left,
                    ..
                },
            ) => {
                codes.update(number, |code| code.attempts_left = attempts_left);
                Self::AwaitingCode { setup, codes }
            }
            (
                Self::AwaitingCode { setup, codes },
                E::CodeConfirmed {
                    address: proven,
                    setup_expires_at,
                    ..
                },
            ) => {
                let setup = setup.until(setup_expires_at);
                Self::AwaitingAcknowledgement {
                    setup,
                    codes,
                    proven,
                }
            }
            (
                Self::AwaitingAcknowledgement {
                    setup,
                    codes,
                    proven,
                },
                E::EnrollmentActivated { .. },
            ) => Self::Active {
                setup,
                codes,
                proven,
            },
            (state, E::SetupCancelled {}) => state.ended(Ending::Cancelled),
            (state, E::SetupExpired {}) => state.ended(Ending::Expired),
            (state, E::SetupLocked {}) => state.ended(Ending::Locked),
            (
                Self::Active {
                    setup,
                    codes,
                    proven,
                },
                E::EnrollmentDisabled { .. },
            ) => Self::Ended {
                setup,
                codes,
                ending: Ending::Disabled,
                proven: Some(proven),
            },
            (state, E::CodeSent { number }) => state.delivered(number, Delivery::Sent),
            (state, E::CodeNotSent { number, .. }) => state.delivered(number, Delivery::NotSent),
            (state, _) => state,
        }
    }

    fn ended(self, ending: Ending) -> Self {
        match self {
            Self::AwaitingPassword { setup } => Self::Ended {
                setup,
                codes: Codes::default(),
                ending,
                proven: None,
            },
            Self::AwaitingCode { setup, codes } => Self::Ended {
                setup,
                codes,
                ending,
                proven: None,
            },
            Self::AwaitingAcknowledgement {
                setup,
                codes,
                proven,
            } => Self::Ended {
                setup,
                codes,
                ending,
                proven: Some(proven),
            },
            state @ (Self::NotStarted | Self::Active { .. } | Self::Ended { .. }) => state,
        }
    }

    /// A fast customer enters the code before the mail server's answer is recorded, so this fits
    /// any later state too.
    fn delivered(mut self, number: u32, delivery: Delivery) -> Self {
        match &mut self {
            Self::NotStarted | Self::AwaitingPassword { .. } => {}
            Self::AwaitingCode { codes, .. }
            | Self::AwaitingAcknowledgement { codes, .. }
            | Self::Active { codes, .. }
            | Self::Ended { codes, .. } => codes.update(number, |code| code.delivery = delivery),
        }
        self
    }
}

impl Setup {
    fn until(self, expires_at: DateTime<Utc>) -> Self {
        Self { expires_at, ..self }
    }
}
