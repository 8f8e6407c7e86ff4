//! A collector of traces: takes OTLP over HTTP and keeps the spans.

use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value},
    trace::v1,
};
use prost::Message;
use tokio::{net::TcpListener, task::JoinSet};

/// A collector on a free port. It ends with it.
pub struct Collector {
    url: String,
    spans: Spans,
    _server: JoinSet<()>,
}

type Spans = Arc<Mutex<Vec<Span>>>;

/// A span as it arrived.
#[derive(Debug, Clone)]
pub struct Span {
    /// Its trace, in hexadecimal digits.
    pub trace_id: String,
    /// Its id.
    pub span_id: String,
    /// The id of the span it belongs under; empty where it is the first of its trace.
    pub parent_id: String,
    /// What it is called.
    pub name: String,
    /// What else it says.
    pub attributes: BTreeMap<String, String>,
    /// Everything that arrived of it.
    pub whole: String,
}

impl Collector {
    /// Starts to listen.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let spans = Spans::default();
        let router = Router::new()
            .route("/v1/traces", post(take))
            .with_state(Arc::clone(&spans));
        let mut server = JoinSet::new();
        server.spawn(async {
            axum::serve(listener, router).await.expect("it serves");
        });
        Self {
            url,
            spans,
            _server: server,
        }
    }

    /// Where it is, as `--otlp-endpoint` takes it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The spans so far.
    ///
    /// # Panics
    ///
    /// When the collector has.
    #[must_use]
    pub fn spans(&self) -> Vec<Span> {
        self.spans.lock().expect("nobody panics").clone()
    }
}

async fn take(State(spans): State<Spans>, body: Bytes) -> StatusCode {
    let Ok(request) = ExportTraceServiceRequest::decode(body) else {
        return StatusCode::BAD_REQUEST;
    };
    let arrived = request
        .resource_spans
        .into_iter()
        .flat_map(|resource| resource.scope_spans)
        .flat_map(|scope| scope.spans)
        .map(Span::read);
    spans.lock().expect("nobody panics").extend(arrived);
    StatusCode::OK
}

impl Span {
    fn read(span: v1::Span) -> Self {
        let whole = format!("{span:?}");
        Self {
            trace_id: hex(&span.trace_id),
            span_id: hex(&span.span_id),
            parent_id: hex(&span.parent_span_id),
            name: span.name,
            attributes: span.attributes.into_iter().filter_map(text).collect(),
            whole,
        }
    }
}

fn text(attribute: KeyValue) -> Option<(String, String)> {
    let value = match attribute.value?.value? {
        any_value::Value::StringValue(text) => text,
        any_value::Value::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    Some((attribute.key, value))
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}
