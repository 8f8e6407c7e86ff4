//! `GET /metrics`: what Prometheus scrapes.

use axum::{
    extract::State,
    http::{HeaderName, header},
};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

/// Bounds of the buckets that durations are counted in, in seconds.
const DURATION_BUCKETS_SECONDS: &[f64] = &[
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The text format of Prometheus.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Starts to keep this process's metrics. Once a process.
pub fn install_metrics() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new()
        .set_buckets(DURATION_BUCKETS_SECONDS)?
        .install_recorder()
}

pub(super) async fn handle(
    State(metrics): State<PrometheusHandle>,
) -> ([(HeaderName, &'static str); 1], String) {
    // Nobody else drains what histograms gather between two scrapes.
    metrics.run_upkeep();
    ([(header::CONTENT_TYPE, TEXT_FORMAT)], metrics.render())
}
