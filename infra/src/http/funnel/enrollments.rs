//! The enrollment funnel as the API shows it.

use chrono::{DateTime, Utc};
use countersign_projections::enrollment_funnel::{FunnelBucket, MedianSeconds};
use serde::Serialize;
use utoipa::ToSchema;

use super::EndingsView;

/// The enrollments that were started in one bucket of time, and what became of them since.
#[derive(Serialize, ToSchema)]
#[schema(as = FunnelBucket)]
pub(in crate::http) struct BucketView {
    /// When the bucket begins.
    from: DateTime<Utc>,
    /// Setups started.
    #[schema(minimum = 0)]
    started: i64,
    /// Of these, how many saw the password verified.
    #[schema(minimum = 0)]
    password_verified: i64,
    /// Of these, for how many the mail server took a code.
    #[schema(minimum = 0)]
    code_sent: i64,
    /// Of these, how many saw a code confirmed.
    #[schema(minimum = 0)]
    code_confirmed: i64,
    /// Of these, how many switched two-factor on.
    #[schema(minimum = 0)]
    activated: i64,
    /// Of these, how many ended without.
    ended: EndingsView,
    /// The median time of each step from the step before it; null where no enrollment took both.
    median_seconds: MedianView,
}

/// How long steps took, in seconds.
#[derive(Serialize, ToSchema)]
#[schema(as = FunnelMedianSeconds)]
struct MedianView {
    /// From the start to the password.
    password_verified: Option<f64>,
    /// From the password to the first code sent.
    code_sent: Option<f64>,
    /// From the first code sent to a code confirmed.
    code_confirmed: Option<f64>,
    /// From the code confirmed to two-factor being on.
    activated: Option<f64>,
}

impl From<FunnelBucket> for BucketView {
    fn from(bucket: FunnelBucket) -> Self {
        let MedianSeconds {
            password_verified,
            code_sent,
            code_confirmed,
            activated,
        } = bucket.median_seconds;
        Self {
            from: bucket.from,
            started: bucket.started,
            password_verified: bucket.password_verified,
            code_sent: bucket.code_sent,
            code_confirmed: bucket.code_confirmed,
            activated: bucket.activated,
            ended: bucket.ended.into(),
            median_seconds: MedianView {
                password_verified,
                code_sent,
                code_confirmed,
                activated,
            },
        }
    }
}
