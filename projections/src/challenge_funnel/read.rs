//! The funnel as analysts read it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgPool;

use super::ChallengeFunnel;
use crate::{
    Projection,
    funnel::{Bucket, Endings},
};

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
    sqlx::query_as(
        "SELECT b.bucket AT TIME ZONE 'UTC' AS bucket,
                count(*) FILTER (WHERE f.purpose = 'sign-in') AS sign_in,
                count(*) FILTER (WHERE f.purpose = 'step-up') AS step_up,
                count(*) FILTER (WHERE f.purpose = 'disable') AS disable,
                count(f.code_sent_at) AS code_sent,
                count(f.passed_at) AS passed,
                count(f.cancelled_at) AS cancelled,
                count(f.expired_at) AS expired,
                count(f.locked_at) AS locked,
                coalesce(sum(f.wrong_codes), 0)::bigint AS wrong_codes,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM
                    f.code_sent_at - f.opened_at)::float8) AS code_sent_seconds,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM
                    CASE WHEN f.passed_at < f.code_sent_at THEN interval '0'
                         ELSE f.passed_at - f.code_sent_at END)::float8) AS passed_seconds
         FROM generate_series(date_trunc($4, $2 AT TIME ZONE 'UTC'),
                              $3 AT TIME ZONE 'UTC' - interval '1 microsecond',
                              ('1 ' || $4)::interval) AS b (bucket)
         LEFT JOIN (
             SELECT date_trunc($4, c.opened_at AT TIME ZONE 'UTC') AS bucket, c.*
             FROM projections p JOIN challenge_funnel c ON c.generation = p.generation
             WHERE p.name = $1 AND p.serving AND c.opened_at >= $2 AND c.opened_at < $3
         ) AS f ON f.bucket = b.bucket
         GROUP BY b.bucket ORDER BY b.bucket",
    )
    .bind(ChallengeFunnel::NAME)
    .bind(from)
    .bind(to)
    .bind(bucket.as_str())
    .fetch_all(pool)
    .await
}
