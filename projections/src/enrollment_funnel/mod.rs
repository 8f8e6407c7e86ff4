//! The enrollment funnel: how far setups get, and how long each step takes.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use countersign_domain::{EnrollmentEvent as E, Event, LoggedEvent};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};

use crate::{
    Projection,
    funnel::{Bucket, Endings, Funnel, Move},
};

/// One row an enrollment, with the time at which it came by each step.
pub struct EnrollmentFunnel;

/// The enrollments that were started in one bucket of time, and what became of them since.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow)]
pub struct FunnelBucket {
    /// When the bucket begins.
    #[sqlx(rename = "bucket")]
    pub from: DateTime<Utc>,
    /// Setups started.
    pub started: i64,
    /// Of these, how many saw the password verified.
    pub password_verified: i64,
    /// Of these, for how many the mail server took a code.
    pub code_sent: i64,
    /// Of these, how many saw a code confirmed.
    pub code_confirmed: i64,
    /// Of these, how many switched two-factor on.
    pub activated: i64,
    /// Of these, how many ended without.
    #[sqlx(flatten)]
    pub ended: Endings,
    /// How long each step took.
    #[sqlx(flatten)]
    pub median_seconds: MedianSeconds,
}

/// The median time of each step from the step before it, in seconds; `None` where no enrollment
/// took both.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, sqlx::FromRow)]
pub struct MedianSeconds {
    /// From the start to the password.
    #[sqlx(rename = "password_verified_seconds")]
    pub password_verified: Option<f64>,
    /// From the password to the first code sent.
    #[sqlx(rename = "code_sent_seconds")]
    pub code_sent: Option<f64>,
    /// From the first code sent to a code confirmed; 0 for a customer who was faster than the mail
    /// server's answer.
    #[sqlx(rename = "code_confirmed_seconds")]
    pub code_confirmed: Option<f64>,
    /// From the code confirmed to two-factor being on.
    #[sqlx(rename = "activated_seconds")]
    pub activated: Option<f64>,
}

/// Every bucket that overlaps the time from `from` (inclusive) to `to` (exclusive), empty ones
/// among them, with the enrollments started in that time. The caller sees to it that `from` is before
/// `to` and that there are not too many buckets.
pub async fn read(
    pool: &PgPool,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    bucket: Bucket,
) -> Result<Vec<FunnelBucket>, sqlx::Error> {
    FUNNEL.read(pool, (from, to), bucket, STARTED).await
}

impl Projection for EnrollmentFunnel {
    const NAME: &'static str = FUNNEL.table;

    async fn project(
        connection: &mut PgConnection,
        generation: i64,
        events: &[LoggedEvent],
    ) -> Result<(), sqlx::Error> {
        FUNNEL.project(connection, generation, events).await
    }

    async fn forget(
        connection: &mut PgConnection,
        generation: i64,
        rows_max: i64,
    ) -> Result<u64, sqlx::Error> {
        FUNNEL.forget(connection, generation, rows_max).await
    }
}

const FUNNEL: Funnel = Funnel {
    table: "enrollment_funnel",
    id: "enrollment_id",
    begins: "started_at",
    steps: &[
        "password_verified_at",
        "code_sent_at",
        "code_confirmed_at",
        "activated_at",
    ],
    keeps_more: false,
    moves,
};

const STARTED: &str = "count(f.started_at) AS started";

fn moves(event: &Event) -> Option<Move> {
    let Event::Enrollment(event) = event else {
        return None;
    };
    Some(match event {
        E::SetupStarted { .. } => Move::Begins(""),
        E::PasswordVerified { .. } => Move::ComesBy("password_verified_at"),
        E::CodeSent { .. } => Move::ComesBy("code_sent_at"),
        E::CodeConfirmed { .. } => Move::ComesBy("code_confirmed_at"),
        E::EnrollmentActivated { .. } => Move::ComesBy("activated_at"),
        E::SetupCancelled {} => Move::ComesBy("cancelled_at"),
        E::SetupExpired {} => Move::ComesBy("expired_at"),
        E::SetupLocked {} => Move::ComesBy("locked_at"),
        E::PasswordRejected { .. }
        | E::CodeIssued { .. }
        | E::CodeNotSent { .. }
        | E::CodeRejected { .. }
        | E::EnrollmentDisabled { .. } => return None,
    })
}
