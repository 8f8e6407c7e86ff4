//! From a failure to a log line for the operator and an answer that tells nothing of it.

use chrono::TimeDelta;

use super::{problem::Problem, slug::Slug};
use crate::{causes::with_causes, store::Failure};

/// When to ask again after a failure that may pass.
pub(super) const RETRY_AFTER: TimeDelta = TimeDelta::seconds(5);

/// Logs the failure with its causes on the way.
impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        tracing::error!(error = %with_causes(&failure), "a request failed");
        match failure {
            Failure::Database(_)
            | Failure::Key(_)
            | Failure::Contended { .. }
            | Failure::Lagging { .. }
            | Failure::Stopping => Self::new(Slug::Unavailable).retry_after(RETRY_AFTER),
            Failure::Sealed { .. }
            | Failure::Unreadable(_)
            | Failure::Form(_)
            | Failure::Gap { .. }
            | Failure::Truncated { .. } => Self::new(Slug::Internal),
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        Failure::from(error).into()
    }
}
