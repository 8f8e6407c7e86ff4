//! The funnel as analysts read it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgPool;

use super::EnrollmentFunnel;
use crate::{
    Projection,
    funnel::{Bucket, Endings},
};

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
/// among them, with the enrollments started in that time. The caller sees to it that `from` is
/// before `to` and that there are not too many buckets.
pub async fn read(
    pool: &PgPool,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    bucket: Bucket,
) -> Result<Vec<FunnelBucket>, sqlx::Error> {
    sqlx::query_as(
        "SELECT b.bucket AT TIME ZONE 'UTC' AS bucket,
                count(f.started_at) AS started,
                count(f.password_verified_at) AS password_verified,
                count(f.code_sent_at) AS code_sent,
                count(f.code_confirmed_at) AS code_confirmed,
                count(f.activated_at) AS activated,
                count(f.cancelled_at) AS cancelled,
                count(f.expired_at) AS expired,
                count(f.locked_at) AS locked,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM
                    f.password_verified_at - f.started_at)::float8) AS password_verified_seconds,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM
                    f.code_sent_at - f.password_verified_at)::float8) AS code_sent_seconds,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM
                    CASE WHEN f.code_confirmed_at < f.code_sent_at THEN interval '0'
                         ELSE f.code_confirmed_at - f.code_sent_at END)::float8)
                    AS code_confirmed_seconds,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM
                    f.activated_at - f.code_confirmed_at)::float8) AS activated_seconds
         FROM generate_series(date_trunc($4, $2 AT TIME ZONE 'UTC'),
                              $3 AT TIME ZONE 'UTC' - interval '1 microsecond',
                              ('1 ' || $4)::interval) AS b (bucket)
         LEFT JOIN (
             SELECT date_trunc($4, e.started_at AT TIME ZONE 'UTC') AS bucket, e.*
             FROM projections p JOIN enrollment_funnel e ON e.generation = p.generation
             WHERE p.name = $1 AND p.serving AND e.started_at >= $2 AND e.started_at < $3
         ) AS f ON f.bucket = b.bucket
         GROUP BY b.bucket ORDER BY b.bucket",
    )
    .bind(EnrollmentFunnel::NAME)
    .bind(from)
    .bind(to)
    .bind(bucket.as_str())
    .fetch_all(pool)
    .await
}
