//! The timer that ends a setup nobody goes on with.

use chrono::{DateTime, Utc};
use countersign_domain::{EnrollmentEvent, EnrollmentId, Event, LoggedEvent};

/// What an event does to its setup's timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimerChange {
    /// It rings at `due_at` and not before, whatever it was set to.
    Set {
        /// The setup's enrollment, which is told to `Expire`.
        enrollment_id: EnrollmentId,
        /// When the setup ends by itself.
        due_at: DateTime<Utc>,
    },
    /// It does not ring any more.
    Clear {
        /// The setup's enrollment.
        enrollment_id: EnrollmentId,
    },
}

/// What the event does to the timer of the setup it stands in; `None` where it leaves it alone.
#[must_use]
pub fn timer_change(logged: &LoggedEvent) -> Option<TimerChange> {
    use EnrollmentEvent as E;
    let Event::Enrollment(event) = &logged.event else {
        return None;
    };
    let enrollment_id = logged.stream.aggregate_id.parse().ok()?;
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
        } => Some(TimerChange::Set {
            enrollment_id,
            due_at: *due_at,
        }),
        E::EnrollmentActivated {}
        | E::SetupCancelled {}
        | E::SetupExpired {}
        | E::SetupLocked {} => Some(TimerChange::Clear { enrollment_id }),
        E::PasswordRejected { .. }
        | E::CodeSent { .. }
        | E::CodeNotSent { .. }
        | E::CodeRejected { .. } => None,
    }
}
