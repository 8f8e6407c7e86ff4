//! `GET /metrics`: what Prometheus scrapes.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{HeaderName, header},
};
use metrics_exporter_prometheus::PrometheusHandle;
use sqlx::PgPool;
use tokio::{sync::watch, time};

use crate::{
    causes::with_causes,
    checkpoints::{self, SignerStatus},
    metering,
    passwords::Passwords,
    projecting,
    reacting::dead_letters,
    relay::RelayStatus,
    store::log,
};

/// The text format of Prometheus.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How long the database may take to tell of the backlog.
const BACKLOG_TIMEOUT: Duration = Duration::from_secs(3);

/// What is scraped: what this process counted, and how things stand as it is asked.
#[derive(Clone)]
pub(super) struct Scraped {
    /// This process's metrics.
    pub(super) metrics: PrometheusHandle,
    /// Where the backlog is, of all instances.
    pub(super) pool: PgPool,
    /// How far the stream is.
    pub(super) relay: watch::Receiver<RelayStatus>,
    /// How the signer is doing, and under which name it signs.
    pub(super) signer: watch::Receiver<SignerStatus>,
    pub(super) log_origin: Arc<str>,
    /// Where hashes wait.
    pub(super) passwords: Arc<Passwords>,
}

pub(super) async fn handle(
    State(scraped): State<Scraped>,
) -> ([(HeaderName, &'static str); 1], String) {
    if let Err(error) = scraped.gauge_backlog().await {
        let error = with_causes(&error);
        tracing::warn!(error, "a scrape goes without the backlog");
    }
    metering::hashes_waiting(scraped.passwords.waiting());
    // Nobody else drains what histograms gather between two scrapes.
    scraped.metrics.run_upkeep();
    (
        [(header::CONTENT_TYPE, TEXT_FORMAT)],
        scraped.metrics.render(),
    )
}

impl Scraped {
    /// The backlog is looked up when it is asked for.
    async fn gauge_backlog(&self) -> Result<(), sqlx::Error> {
        // Before the log's end, which then is never behind it.
        let relayed = self.relay.borrow().position();
        let asked = async {
            tokio::try_join!(
                projecting::list(&self.pool),
                dead_letters::count(&self.pool),
                self.head(),
                checkpoints::backlog(&self.pool, &self.log_origin),
            )
        };
        let (generations, dead_letters, head, unsigned) = time::timeout(BACKLOG_TIMEOUT, asked)
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)??;
        for generation in generations.into_iter().filter(|found| found.serving) {
            metering::projection_lag(generation.name, generation.lag_events);
        }
        metering::dead_letters_open(dead_letters);
        if let Some(position) = relayed {
            metering::relayed(position, head - position);
        }
        let is_refused = matches!(*self.signer.borrow(), SignerStatus::Refused(_));
        metering::signed(unsigned.signed, unsigned.oldest_seconds, is_refused);
        Ok(())
    }

    async fn head(&self) -> Result<i64, sqlx::Error> {
        log::head(&mut *self.pool.acquire().await?).await
    }
}
