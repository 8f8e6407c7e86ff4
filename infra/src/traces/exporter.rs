//! Spans on their way to a collector, which may be away.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use opentelemetry_otlp::{ExporterBuildError, Protocol, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SpanData, SpanExporter},
};

use crate::causes::with_causes;

/// How long a collector may take to accept a batch. What it does not accept is gone.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);

/// Sends spans, and says once that they do not arrive.
#[derive(Debug)]
pub(super) struct Exporter {
    otlp: opentelemetry_otlp::SpanExporter,
    away: AtomicBool,
}

impl Exporter {
    /// OTLP over HTTP, to the path that its specification gives traces.
    pub(super) fn to(endpoint: &str) -> Result<Self, ExporterBuildError> {
        let otlp = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{endpoint}/v1/traces"))
            .with_timeout(EXPORT_TIMEOUT)
            .build()?;
        Ok(Self {
            otlp,
            away: AtomicBool::new(false),
        })
    }
}

impl SpanExporter for Exporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let exported = self.otlp.export(batch).await;
        let was_away = self.away.swap(exported.is_err(), Ordering::Relaxed);
        match &exported {
            Err(error) if !was_away => {
                let error = with_causes(error);
                tracing::warn!(error, spans, "traces do not arrive and are dropped");
            }
            Ok(()) if was_away => tracing::info!("traces arrive again"),
            _ => {}
        }
        exported
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.otlp.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.otlp.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.otlp.set_resource(resource);
    }
}
