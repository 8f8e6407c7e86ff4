//! The funnels as the API shows them, and what is asked of both.

pub(super) mod challenges;
pub(super) mod enrollments;

use chrono::{DateTime, TimeDelta, Utc};
use countersign_projections::{Bucket, Endings};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{fields::Timestamp, problem::Problem, schemas::buckets};

/// The most buckets of one answer.
const BUCKETS_MAX: i32 = 10_000;

/// Which time, and how it is divided.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct FunnelQuery {
    /// What began from this time on (RFC 3339).
    #[param(value_type = String, format = "date-time")]
    from: Timestamp,
    /// What began before this time (RFC 3339).
    #[param(value_type = String, format = "date-time")]
    to: Timestamp,
    /// `hour`, `day` or `week`, in UTC; `day` where there is none.
    #[param(schema_with = buckets)]
    bucket: Option<Bucket>,
}

/// A time that comes after another, and not so late that an answer would be endless.
pub(super) struct Span {
    pub(super) from: DateTime<Utc>,
    pub(super) to: DateTime<Utc>,
    pub(super) bucket: Bucket,
}

/// How many did not get to the end, and why.
#[derive(Serialize, ToSchema)]
#[schema(as = FunnelEndings)]
struct EndingsView {
    /// The customer gave them up.
    #[schema(minimum = 0)]
    cancelled: i64,
    /// Their time ran out.
    #[schema(minimum = 0)]
    expired: i64,
    /// Too many wrong codes.
    #[schema(minimum = 0)]
    locked: i64,
}

impl FunnelQuery {
    /// The time that is asked for.
    pub(super) fn span(self) -> Result<Span, Problem> {
        let Self {
            from: Timestamp(from),
            to: Timestamp(to),
            bucket,
        } = self;
        let bucket = bucket.unwrap_or(Bucket::Day);
        if from >= to {
            return Err(Problem::invalid_input("to", "is not after `from`"));
        }
        if to - from > length(bucket) * BUCKETS_MAX {
            return Err(Problem::invalid_input(
                "to",
                "is more than 10000 buckets after `from`",
            ));
        }
        Ok(Span { from, to, bucket })
    }
}

impl From<Endings> for EndingsView {
    fn from(endings: Endings) -> Self {
        let Endings {
            cancelled,
            expired,
            locked,
        } = endings;
        Self {
            cancelled,
            expired,
            locked,
        }
    }
}

fn length(bucket: Bucket) -> TimeDelta {
    match bucket {
        Bucket::Hour => TimeDelta::hours(1),
        Bucket::Day => TimeDelta::days(1),
        Bucket::Week => TimeDelta::weeks(1),
    }
}
