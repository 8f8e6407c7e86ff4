//! What operators and their tools ask an instance, on a listener of its own.

mod metrics;
mod readyz;

use axum::{Router, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;

pub use metrics::install_metrics;
pub use readyz::Readiness;

use self::metrics::Scraped;

/// `/readyz` and `/metrics`, which ask for no key: this listens on loopback unless told otherwise.
pub fn admin_router(readiness: Readiness, metrics: PrometheusHandle) -> Router {
    let pool = readiness.store.pool().clone();
    let scraped = Scraped { metrics, pool };
    Router::new()
        .route("/readyz", get(readyz::handle).with_state(readiness))
        .route("/metrics", get(metrics::handle).with_state(scraped))
}
