//! Traces: one for all that a request leads to, sent over OTLP where an endpoint is set.
//!
//! A trace's context travels in the metadata of the events. Whoever publishes or answers an event
//! goes on with the trace of the request that led to it, on whichever instance and however late; a
//! message in NATS need not be believed for it. Spans say what log lines say, and no more.

mod exporter;

use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use axum::http::Uri;
use clap::Args;
use opentelemetry::{
    KeyValue,
    propagation::TextMapPropagator,
    trace::{Status, TraceContextExt, TracerProvider},
};
use opentelemetry_otlp::ExporterBuildError;
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use thiserror::Error;
use tracing::{Level, Metadata, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, dynamic_filter_fn},
    registry::LookupSpan,
};

use self::exporter::Exporter;
use crate::entropy;

/// The target of spans that are for traces alone: log lines do not show them.
pub(crate) const ONLY: &str = "countersign::traces::only";

/// The header, and the entry of an event's metadata, that carries a trace on (W3C Trace Context
/// section 3.2).
pub(crate) const TRACEPARENT: &str = "traceparent";

/// How long the last spans may take on their way out.
const FLUSH_WITHIN: Duration = Duration::from_secs(1);

/// Whether this process sends traces. `span_enabled!` would tell too, but leaves its own verdict
/// behind for the next span of the thread.
static ON: AtomicBool = AtomicBool::new(false);

/// Where traces go.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Traces")]
pub struct TraceSettings {
    /// Send traces to an OpenTelemetry collector: `http://127.0.0.1:4318`
    #[arg(
        long,
        env = "COUNTERSIGN_OTLP_ENDPOINT",
        value_name = "URL",
        hide_env_values = true
    )]
    pub otlp_endpoint: Option<String>,
}

/// Why there are no traces.
#[derive(Debug, Error)]
pub enum TraceError {
    /// The endpoint is no URL, or one that holds credentials: what fails to arrive is logged with it.
    #[error("--otlp-endpoint is no URL of http:// or https:// without credentials")]
    Endpoint,
    /// The exporter does not start.
    #[error("traces cannot be sent")]
    Exporter(#[from] ExporterBuildError),
}

/// This process's traces, gathered and sent in the background.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Traces, where they have somewhere to go. Whether anybody is there shows later, and harms
    /// nothing.
    pub fn start(settings: &TraceSettings) -> Result<Option<Self>, TraceError> {
        let Some(endpoint) = &settings.otlp_endpoint else {
            return Ok(None);
        };
        let resource = Resource::builder()
            .with_service_name(env!("CARGO_PKG_NAME"))
            .with_attributes([
                KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
                KeyValue::new("service.instance.id", entropy::new_id().to_string()),
            ])
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(Exporter::to(base(endpoint)?)?)
            .with_resource(resource)
            .build();
        ON.store(true, Ordering::Relaxed);
        Ok(Some(Self(provider)))
    }

    /// What the subscriber of this process hands its spans to.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        // Asked anew for each span: a filter whose verdict is kept is taken by surprise by what
        // somebody else's `enabled!` has left behind in this thread.
        let traced = dynamic_filter_fn(|metadata, _| is_traced(metadata))
            .with_max_level_hint(LevelFilter::INFO);
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer(env!("CARGO_PKG_NAME")))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_target(false)
            .with_filter(traced)
    }

    /// Sends what was gathered, as far as that goes in a second.
    pub async fn end(self) {
        let flushed =
            tokio::task::spawn_blocking(move || self.0.shutdown_with_timeout(FLUSH_WITHIN));
        if !matches!(flushed.await, Ok(Ok(()))) {
            tracing::warn!("the last traces are lost");
        }
    }
}

/// Whether anything is traced.
pub(crate) fn are_on() -> bool {
    ON.load(Ordering::Relaxed)
}

/// Has a span go on with a trace, before anything else is done with it.
pub(crate) fn go_on(span: &Span, traceparent: Option<&str>) {
    if let Some(traceparent) = traceparent.filter(|_| are_on()) {
        let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
        let context = TraceContextPropagator::new().extract(&carrier);
        if context.span().span_context().is_valid() {
            // A span that is filtered out has no trace to go on with.
            let _ = span.set_parent(context);
        }
    }
}

/// The trace that a span belongs to, 32 hexadecimal digits; none where nothing is traced.
pub(crate) fn trace_id(span: &Span) -> Option<String> {
    let context = span.context();
    let span = context.span();
    let found = span.span_context();
    found.is_valid().then(|| found.trace_id().to_string())
}

/// What others go on with from the span under way; none where nothing is traced.
pub(crate) fn traceparent() -> Option<String> {
    let context = Span::current().context();
    let span = context.span();
    let found = span.span_context();
    found.is_valid().then(|| {
        let (trace_id, span_id, flags) = (found.trace_id(), found.span_id(), found.trace_flags());
        format!("00-{trace_id}-{span_id}-{flags:02x}")
    })
}

/// Says in a request's span how it was answered; the fault is ours from 500 on.
pub(crate) fn answered(span: &Span, status: u16) {
    span.set_attribute("http.response.status_code", i64::from(status));
    if status >= 500 {
        failed(span);
    }
}

/// Marks what a span is about as failed.
pub(crate) fn failed(span: &Span) {
    span.set_status(Status::error(""));
}

fn is_traced(metadata: &Metadata<'_>) -> bool {
    let ours = metadata.target().starts_with(env!("CARGO_PKG_NAME"));
    ours && metadata.is_span() && *metadata.level() <= Level::INFO
}

fn base(endpoint: &str) -> Result<&str, TraceError> {
    let uri: Uri = endpoint.parse().map_err(|_| TraceError::Endpoint)?;
    let authority = uri.authority().ok_or(TraceError::Endpoint)?;
    match uri.scheme_str() {
        Some("http" | "https") if !authority.as_str().contains('@') => {
            Ok(endpoint.trim_end_matches('/'))
        }
        _ => Err(TraceError::Endpoint),
    }
}
