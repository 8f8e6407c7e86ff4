//! What both funnels have in common.

use serde::{Deserialize, Serialize};

/// How long a bucket is. Buckets begin at full hours, at midnight or on Mondays, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week of ISO 8601.
    Week,
}

/// How many did not get to the end, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Endings {
    /// The customer gave them up.
    pub cancelled: i64,
    /// Their time ran out.
    pub expired: i64,
    /// Too many wrong codes.
    pub locked: i64,
}

impl Bucket {
    /// Its name, to the API and to `date_trunc` alike.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
        }
    }
}
