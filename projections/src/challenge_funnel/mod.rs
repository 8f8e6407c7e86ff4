//! The challenge funnel: what codes are asked for, how often the right one comes and how soon, and
//! why it does not.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use countersign_domain::{ChallengeEvent as E, Event, LoggedEvent, Rejection};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};

use crate::{
    Projection,
    funnel::{Bucket, Endings, Funnel, Move},
};

/// One row a challenge, with its purpose, the time at which it came by each step, and its wrong codes.
pub struct ChallengeFunnel;

/// The challenges that were opened in one bucket of time, and what became of them since.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow)]
pub struct ChallengeBucket {
    /// When the bucket begins.
    #[sqlx(rename = "bucket")]
    pub from: DateTime<Utc>,
    /// Codes asked for.
    #[sqlx(flatten)]
    pub asked: Asked,
    /// Of these, for how many the mail server took a code.
    pub code_sent: i64,
    /// Of these, how many saw the right code.
    pub passed: i64,
    /// Of these, how many ended without.
    #[sqlx(flatten)]
    pub ended: Endings,
    /// Wrong codes entered in these, however they ended.
    pub wrong_codes: i64,
    /// How long each step took.
    #[sqlx(flatten)]
    pub median_seconds: MedianSeconds,
}

/// How many codes were asked for, purpose by purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Asked {
    /// To sign in.
    pub sign_in: i64,
    /// For something protected.
    pub step_up: i64,
    /// To switch two-factor off.
    pub disable: i64,
}

/// The median time of each step from the step before it, in seconds; `None` where no challenge took
/// both.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, sqlx::FromRow)]
pub struct MedianSeconds {
    /// From the opening to the first code sent.
    #[sqlx(rename = "code_sent_seconds")]
    pub code_sent: Option<f64>,
    /// From the first code sent to the right one entered; 0 for a customer who was faster than the
    /// mail server's answer.
    #[sqlx(rename = "passed_seconds")]
    pub passed: Option<f64>,
}

/// Every bucket that overlaps the time from `from` (inclusive) to `to` (exclusive), empty ones
/// among them, with the challenges opened in that time. The caller sees to it that `from` is before
/// `to` and that there are not too many buckets.
pub async fn read(
    pool: &PgPool,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    bucket: Bucket,
) -> Result<Vec<ChallengeBucket>, sqlx::Error> {
    FUNNEL.read(pool, (from, to), bucket, ASKED).await
}

impl Projection for ChallengeFunnel {
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
    table: "challenge_funnel",
    id: "challenge_id",
    begins: "opened_at",
    steps: &["code_sent_at", "passed_at"],
    keeps_more: true,
    moves,
};

const ASKED: &str = "count(*) FILTER (WHERE f.purpose = 'sign-in') AS sign_in,
    count(*) FILTER (WHERE f.purpose = 'step-up') AS step_up,
    count(*) FILTER (WHERE f.purpose = 'disable') AS disable,
    coalesce(sum(f.wrong_codes), 0)::bigint AS wrong_codes";

fn moves(event: &Event) -> Option<Move> {
    let Event::Challenge(event) = event else {
        return None;
    };
    Some(match event {
        E::ChallengeOpened { purpose, .. } => Move::Begins(purpose.as_str()),
        E::CodeSent { .. } => Move::ComesBy("code_sent_at"),
        E::CodeConfirmed { .. } => Move::ComesBy("passed_at"),
        E::ChallengeCancelled {} => Move::ComesBy("cancelled_at"),
        E::ChallengeExpired {} => Move::ComesBy("expired_at"),
        E::ChallengeLocked {} => Move::ComesBy("locked_at"),
        // An earlier code is not counted: it proves the mailbox.
        E::CodeRejected { rejection, .. } if *rejection == Rejection::Wrong => Move::MeetsWrongCode,
        E::CodeRejected { .. } | E::CodeIssued { .. } | E::CodeNotSent { .. } => return None,
    })
}
