//! What operators and their tools ask an instance, on a listener of its own.

mod metrics;
mod readyz;

use std::sync::Arc;

use axum::{Router, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;

pub use readyz::Readiness;

use self::metrics::Scraped;
use crate::passwords::Passwords;

/// `/readyz` and `/metrics`, which ask for no key: this listens on loopback unless told otherwise.
pub fn admin_router(
    readiness: Readiness,
    passwords: Arc<Passwords>,
    metrics: PrometheusHandle,
) -> Router {
    let scraped = Scraped {
        metrics,
        pool: readiness.store.pool().clone(),
        relay: readiness.relay.clone(),
        signer: readiness.signer.clone(),
        log_origin: Arc::clone(&readiness.log_origin),
        passwords,
    };
    Router::new()
        .route("/readyz", get(readyz::handle).with_state(readiness))
        .route("/metrics", get(metrics::handle).with_state(scraped))
}
