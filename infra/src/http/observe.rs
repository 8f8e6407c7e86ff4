//! What is done for every request: it gets its names, a span, a log line and its metrics, and one
//! of the API that was refused gets a problem for a body.

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use tokio::time::Instant;
use tracing::{Instrument, Span, field::Empty};

use crate::{metering, traces};

use super::{
    problem::Problem,
    request_id::{RequestId, X_REQUEST_ID},
};

/// The route of a request that has none: a path with an id in it must not become a label.
const UNMATCHED: &str = "unmatched";

/// Observes a request from its first to its last.
pub(crate) async fn observe(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let mut id = RequestId::of(request.headers());
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route
        .as_ref()
        .map_or(UNMATCHED, MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!(
        "request",
        method,
        route,
        request_id = id.request_id,
        trace_id = Empty,
        role = Empty,
        account_id = Empty,
        enrollment_id = Empty,
        challenge_id = Empty,
        otel.kind = traces::are_on().then_some("server"),
        otel.name = traces::are_on().then(|| format!("{method} {route}")),
    );
    let traceparent = request.headers().get(traces::TRACEPARENT);
    traces::go_on(&span, traceparent.and_then(|value| value.to_str().ok()));
    if let Some(trace_id) = traces::trace_id(&span) {
        id.trace_id = trace_id;
    }
    span.record("trace_id", &id.trace_id);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).instrument(span.clone()).await;
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if let Ok(request_id) = id.request_id.parse() {
        headers.insert(X_REQUEST_ID, request_id);
    }
    let status = response.status().as_u16();
    let duration = started.elapsed();
    traces::answered(&span, status);
    span.in_scope(|| {
        tracing::info!(
            status,
            duration_ms = duration.as_secs_f64() * 1_000.0,
            "answered"
        );
    });
    metering::request(route, method, status, duration);
    response
}

/// Notes something of the request under way in its span, for its log lines.
pub(super) fn note(field: &'static str, value: impl std::fmt::Display) {
    Span::current().record(field, tracing::field::display(value));
}

/// Problems get their body here, and so do the refusals of the router itself.
pub(super) async fn with_problem(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned();
    let id = id.unwrap_or_else(|| RequestId::of(request.headers()));
    let mut response = next.run(request).await;
    let status = response.status();
    let problem = response.extensions_mut().remove::<Problem>();
    let bare = status.is_client_error() || status.is_server_error();
    match problem.or_else(|| bare.then(|| Problem::of_status(status))) {
        Some(problem) => problem.render(&id.request_id, response),
        None => response,
    }
}

/// A method out of the registered ones: a client's own must not become a label.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
