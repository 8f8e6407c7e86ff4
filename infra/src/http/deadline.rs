//! No request takes for ever.

use std::{future::Future, time::Duration};

use axum::{extract::Request, middleware::Next, response::Response};
use tokio::time;

use super::{failure::RETRY_AFTER, problem::Problem, slug::Slug};

/// How long a request may take in all, its body included. Nothing here takes that long unless the
/// client or the database stands still.
const REQUEST_SECONDS: u64 = 30;

/// Answers in time, if only that there is no answer yet. What is being appended by then is
/// appended all the same, as it is where a client goes away.
pub(super) async fn in_time(request: Request, next: Next) -> Result<Response, Problem> {
    let answer = within(next.run(request)).await;
    answer.ok_or_else(|| Problem::new(Slug::Unavailable).retry_after(RETRY_AFTER))
}

/// An answer, if it comes in time.
pub(crate) async fn within<T>(answer: impl Future<Output = T>) -> Option<T> {
    let answer = time::timeout(Duration::from_secs(REQUEST_SECONDS), answer).await;
    if answer.is_err() {
        tracing::error!("a request took more than {REQUEST_SECONDS} seconds");
    }
    answer.ok()
}
