//! From a failure to a log line for the operator and an answer that tells nothing of it.

use chrono::TimeDelta;

use super::{problem::Problem, slug::Slug};
use crate::{causes::with_causes, store::Failure};

/// When to ask again after a failure that may pass.
pub(super) const RETRY_AFTER: TimeDelta = TimeDelta::seconds(5);

impl From<&Failure> for Slug {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Database(_)
            | Failure::Key(_)
            | Failure::Contended { .. }
            | Failure::Lagging { .. }
            | Failure::Stopping => Self::Unavailable,
            Failure::Sealed { .. }
            | Failure::Unreadable(_)
            | Failure::Form(_)
            | Failure::Gap { .. }
            | Failure::Truncated { .. } => Self::Internal,
        }
    }
}

/// Logs the failure with its causes on the way.
impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        tracing::error!(error = %with_causes(&failure), "a request failed");
        match Slug::from(&failure) {
            Slug::Unavailable => Self::new(Slug::Unavailable).retry_after(RETRY_AFTER),
            slug => Self::new(slug),
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        Failure::from(error).into()
    }
}
