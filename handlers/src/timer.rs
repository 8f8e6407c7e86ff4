//! When a setup or a challenge that nobody goes on with ends by itself.

use chrono::{DateTime, Utc};
use countersign_domain::{ChallengeEvent, EnrollmentEvent, Event, LoggedEvent};

/// What an event does to the timer of the setup or challenge it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimerChange {
    /// It rings then: the aggregate is told to `Expire`.
    Set(DateTime<Utc>),
    /// It does not ring any more.
    Clear,
}

/// What the event does to the timer of its stream; `None` where it leaves it alone.
#[must_use]
pub fn timer_change(logged: &LoggedEvent) -> Option<TimerChange> {
    match &logged.event {
        Event::Account(_) => None,
        Event::Enrollment(event) => of_setup(event),
        Event::Challenge(event) => of_challenge(event),
    }
}

fn of_setup(event: &EnrollmentEvent) -> Option<TimerChange> {
    use EnrollmentEvent as E;
    match event {
        E::SetupStarted {
            setup_expires_at: due_at,
            ..
        }
        | E::PasswordVerified {
            setup_expires_at: due_at,
        }
        | E::CodeIssued {
            setup_expires_at: due_at,
            ..
        }
        | E::CodeConfirmed {
            setup_expires_at: due_at,
            ..
        } => Some(TimerChange::Set(*due_at)),
        E::EnrollmentActivated { .. }
        | E::SetupCancelled {}
        | E::SetupExpired {}
        | E::SetupLocked {}
        | E::EnrollmentDisabled { .. } => Some(TimerChange::Clear),
        E::PasswordRejected { .. }
        | E::CodeSent { .. }
        | E::CodeNotSent { .. }
        | E::CodeRejected { .. } => None,
    }
}

fn of_challenge(event: &ChallengeEvent) -> Option<TimerChange> {
    use ChallengeEvent as E;
    match event {
        E::ChallengeOpened {
            challenge_expires_at: due_at,
            ..
        }
        | E::CodeIssued {
            challenge_expires_at: due_at,
            ..
        } => Some(TimerChange::Set(*due_at)),
        E::CodeConfirmed { .. }
        | E::ChallengeCancelled {}
        | E::ChallengeExpired {}
        | E::ChallengeLocked {} => Some(TimerChange::Clear),
        E::CodeSent { .. } | E::CodeNotSent { .. } | E::CodeRejected { .. } => None,
    }
}
