//! The challenge funnel as the API shows it.

use chrono::{DateTime, Utc};
use countersign_projections::challenge_funnel::{Asked, ChallengeBucket, MedianSeconds};
use serde::Serialize;
use utoipa::ToSchema;

use super::EndingsView;

/// The challenges that were opened in one bucket of time, and what became of them since.
#[derive(Serialize, ToSchema)]
#[schema(as = ChallengeFunnelBucket)]
pub(in crate::http) struct BucketView {
    /// When the bucket begins.
    from: DateTime<Utc>,
    /// Codes asked for, by what for.
    asked: AskedView,
    /// Of these, for how many the mail server took a code.
    #[schema(minimum = 0)]
    code_sent: i64,
    /// Of these, how many saw the right code.
    #[schema(minimum = 0)]
    passed: i64,
    /// Of these, how many ended without.
    ended: EndingsView,
    /// Wrong codes entered in these, however they ended.
    #[schema(minimum = 0)]
    wrong_codes: i64,
    /// The median time of each step from the step before it; null where no challenge took both.
    median_seconds: MedianView,
}

/// How many codes were asked for.
#[derive(Serialize, ToSchema)]
#[schema(as = ChallengeFunnelAsked)]
struct AskedView {
    /// To sign in.
    #[schema(minimum = 0)]
    sign_in: i64,
    /// For something protected.
    #[schema(minimum = 0)]
    step_up: i64,
    /// To switch two-factor off.
    #[schema(minimum = 0)]
    disable: i64,
}

/// How long steps took, in seconds.
#[derive(Serialize, ToSchema)]
#[schema(as = ChallengeFunnelMedianSeconds)]
struct MedianView {
    /// From the opening to the first code sent.
    code_sent: Option<f64>,
    /// From the first code sent to the right one entered.
    passed: Option<f64>,
}

impl From<ChallengeBucket> for BucketView {
    fn from(bucket: ChallengeBucket) -> Self {
        let Asked {
            sign_in,
            step_up,
            disable,
        } = bucket.asked;
        let MedianSeconds { code_sent, passed } = bucket.median_seconds;
        Self {
            from: bucket.from,
            asked: AskedView {
                sign_in,
                step_up,
                disable,
            },
            code_sent: bucket.code_sent,
            passed: bucket.passed,
            ended: bucket.ended.into(),
            wrong_codes: bucket.wrong_codes,
            median_seconds: MedianView { code_sent, passed },
        }
    }
}
