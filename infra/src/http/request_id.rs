//! What a request is called, in its answer, its log lines and the events it leads to.

use std::fmt::Write;

use axum::http::{HeaderMap, HeaderName};

use crate::{entropy, traces};

/// The name the request's id has in request and answer.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const TRACEPARENT: HeaderName = HeaderName::from_static(traces::TRACEPARENT);

const LENGTH_MAX: usize = 128;

/// What a request is called.
#[derive(Debug, Clone)]
pub(crate) struct RequestId {
    /// Given by the client, or made here. Visible ASCII.
    pub(crate) request_id: String,
    /// The trace it belongs to (W3C Trace Context section 3.2.2.3): 32 hexadecimal digits.
    pub(super) trace_id: String,
}

impl RequestId {
    /// What the client calls it, where it calls it anything fit for use.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let given = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let request_id = given(X_REQUEST_ID).filter(|id| is_visible_ascii(id, LENGTH_MAX));
        let trace_id = given(TRACEPARENT).and_then(trace_id);
        Self {
            request_id: request_id.map_or_else(|| entropy::new_id().to_string(), str::to_owned),
            trace_id: trace_id.map_or_else(new_trace_id, str::to_owned),
        }
    }
}

/// Whether a text is 1 to `length_max` characters of visible ASCII.
pub(super) fn is_visible_ascii(text: &str, length_max: usize) -> bool {
    (1..=length_max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The trace's id in a `traceparent`. A later version may have more fields, and no version is `ff`.
fn trace_id(traceparent: &str) -> Option<&str> {
    let mut fields = traceparent.split('-');
    let (version, trace_id) = (fields.next()?, fields.next()?);
    let is_hex = |text: &str, length| {
        text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let parent_id = fields.next()?;
    let holds = is_hex(version, 2) && version != "ff" && is_hex(parent_id, 16);
    (holds && is_hex(trace_id, 32) && trace_id.bytes().any(|b| b != b'0')).then_some(trace_id)
}

fn new_trace_id() -> String {
    entropy::random_bytes::<16>()
        .iter()
        .fold(String::with_capacity(32), |mut hex, byte| {
            // Writing to a string never fails.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn of(name: HeaderName, value: &str) -> RequestId {
        let value = value.parse().expect("this is a header's value");
        RequestId::of(&HeaderMap::from_iter([(name, value)]))
    }

    #[test]
    fn the_clients_names_are_kept() {
        assert_eq!(of(X_REQUEST_ID, "order-17").request_id, "order-17");
        let traceparent = format!("00-{TRACE}-00f067aa0ba902b7-01");
        let trace_id = of(TRACEPARENT, &traceparent).trace_id;
        assert_eq!(trace_id, TRACE);
    }

    #[test]
    fn names_that_are_unfit_are_replaced() {
        let long = "x".repeat(LENGTH_MAX + 1);
        for unfit in ["", "two words", &long] {
            assert_ne!(of(X_REQUEST_ID, unfit).request_id, unfit);
        }
        let zero = "0".repeat(32);
        for unfit in [
            TRACE.to_owned(),
            format!("ff-{TRACE}-00f067aa0ba902b7-01"),
            format!("00-{zero}-00f067aa0ba902b7-01"),
            format!("00-{}-00f067aa0ba902b7-01", TRACE.to_uppercase()),
        ] {
            let trace_id = of(TRACEPARENT, &unfit).trace_id;
            assert!(
                trace_id.len() == 32 && !unfit.contains(&trace_id),
                "{unfit}"
            );
        }
    }
}
