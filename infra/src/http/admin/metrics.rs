//! `GET /metrics`: what Prometheus scrapes.

use std::time::Duration;

use axum::{
    extract::State,
    http::{HeaderName, header},
};
use metrics::gauge;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use metrics_util::MetricKindMask;
use sqlx::PgPool;
use tokio::time;

use crate::{projecting, reacting::dead_letters};

/// Bounds of the buckets that durations are counted in, in seconds.
const DURATION_BUCKETS_SECONDS: &[f64] = &[
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The text format of Prometheus.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How long the database may take to tell of the backlog.
const BACKLOG_TIMEOUT: Duration = Duration::from_secs(3);

/// A gauge that nobody set for this long is left out: an old figure would look like a good one.
const GAUGE_IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// What is scraped: what this process counted, and what all instances have left to do.
#[derive(Clone)]
pub(super) struct Scraped {
    /// This process's metrics.
    pub(super) metrics: PrometheusHandle,
    /// Where the backlog is.
    pub(super) pool: PgPool,
}

/// Starts to keep this process's metrics. Once a process.
pub fn install_metrics() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new()
        .set_buckets(DURATION_BUCKETS_SECONDS)?
        .idle_timeout(MetricKindMask::GAUGE, Some(GAUGE_IDLE_TIMEOUT))
        .install_recorder()
}

pub(super) async fn handle(
    State(Scraped { metrics, pool }): State<Scraped>,
) -> ([(HeaderName, &'static str); 1], String) {
    if let Err(error) = gauge_backlog(&pool).await {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "a scrape goes without the backlog");
    }
    // Nobody else drains what histograms gather between two scrapes.
    metrics.run_upkeep();
    ([(header::CONTENT_TYPE, TEXT_FORMAT)], metrics.render())
}

/// The backlog is looked up when it is asked for.
async fn gauge_backlog(pool: &PgPool) -> Result<(), sqlx::Error> {
    let asked = async { tokio::try_join!(projecting::list(pool), dead_letters::count(pool)) };
    let (generations, dead_letters) = time::timeout(BACKLOG_TIMEOUT, asked)
        .await
        .map_err(|_| sqlx::Error::PoolTimedOut)??;
    for generation in generations.iter().filter(|generation| generation.serving) {
        let projection = generation.name.clone();
        gauge!("countersign_projection_lag_events", "projection" => projection)
            .set(approximately(generation.lag_events));
    }
    gauge!("countersign_dead_letters_open").set(approximately(dead_letters));
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a gauge is a float; 2^53 events are many"
)]
fn approximately(count: i64) -> f64 {
    count as f64
}
