//! Metering: what an instance counts and measures of itself, for Prometheus.
//!
//! Every metric stands in [`table`] with its unit and what it says. What is counted is counted by a
//! function of this module, so that names and labels are said once and labels stay few.

mod table;
mod labels;

use std::time::Duration;

use chrono::TimeDelta;
use countersign_handlers::{HANDLERS, MailKind};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_util::MetricKindMask;

pub(crate) use labels::{Limit, MailOutcome};

/// A gauge that nobody set for this long is left out: an old figure would look like a good one.
const GAUGE_IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Starts to keep this process's metrics. Once a process.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    let mut builder =
        PrometheusBuilder::new().idle_timeout(MetricKindMask::GAUGE, Some(GAUGE_IDLE_TIMEOUT));
    for (name, buckets) in table::BUCKETS {
        builder = builder.set_buckets_for_metric(Matcher::Full((*name).to_owned()), buckets)?;
    }
    let metrics = builder.install_recorder()?;
    table::describe();
    start_at_zero();
    Ok(metrics)
}

/// A request was answered.
pub(crate) fn request(route: String, method: &'static str, status: u16, took: Duration) {
    counter!(table::HTTP_REQUESTS,
        "route" => route.clone(), "method" => method, "status" => status.to_string())
    .increment(1);
    histogram!(table::HTTP_REQUEST_DURATION, "route" => route, "method" => method).record(took);
}

/// A command came by HTTP, and this of it: `done`, `not-required`, or a problem's name.
pub(crate) fn command(command: &'static str, outcome: &'static str) {
    counter!(table::COMMANDS, "command" => command, "outcome" => outcome).increment(1);
}

/// A limit was hit.
pub(crate) fn limit_hit(limit: Limit) {
    counter!(table::LIMITS_HIT, "limit" => limit.as_str()).increment(1);
}

/// A password hash was computed.
pub(crate) fn hash_computed() {
    counter!(table::HASHES).increment(1);
}

/// So many password hashes wait for a processor.
pub(crate) fn hashes_waiting(hashes: usize) {
    gauge!(table::HASHES_WAITING).set(u32::try_from(hashes).unwrap_or(u32::MAX));
}

/// An append waited for so long until its flush began.
pub(crate) fn append_waited(waited: Duration) {
    histogram!(table::APPEND_WAIT).record(waited);
}

/// A flush of so many appends took so long.
pub(crate) fn flushed(appends: usize, took: Duration) {
    histogram!(table::FLUSH_APPENDS).record(u32::try_from(appends).unwrap_or(u32::MAX));
    histogram!(table::FLUSH_DURATION).record(took);
}

/// A read model is so many events behind the log.
pub(crate) fn projection_lag(projection: String, events: i64) {
    gauge!(table::PROJECTION_LAG, "projection" => projection).set(approximately(events));
}

/// The stream is level with the log up to here, and so many events behind it.
pub(crate) fn relayed(position: i64, lag_events: i64) {
    gauge!(table::RELAY_POSITION).set(approximately(position));
    gauge!(table::RELAY_LAG).set(approximately(lag_events));
}

/// The log is signed up to here; the oldest event behind it waits for so long; and whether the log
/// cannot be signed on.
pub(crate) fn signed(position: i64, oldest_seconds: f64, is_refused: bool) {
    gauge!(table::SIGNED_POSITION).set(approximately(position));
    gauge!(table::UNSIGNED_AGE).set(oldest_seconds);
    gauge!(table::SIGNING_REFUSED).set(f64::from(u8::from(is_refused)));
}

/// A handler answered an event, in a word of its own.
pub(crate) fn reaction(handler: &'static str, outcome: &'static str) {
    counter!(table::REACTIONS, "handler" => handler, "outcome" => outcome).increment(1);
}

/// This became of a mail.
pub(crate) fn mail(kind: MailKind, outcome: MailOutcome) {
    mails(kind, outcome).increment(1);
}

/// A code was in the mail server's hands so long after it was issued, by the database's clock.
pub(crate) fn code_handed_off(since_issued: TimeDelta) {
    histogram!(table::CODE_HAND_OFF).record(since_issued.as_seconds_f64());
}

/// A handler gave an event up.
pub(crate) fn dead_letter(handler: &'static str) {
    counter!(table::DEAD_LETTERS, "handler" => handler).increment(1);
}

/// So many dead letters wait for a decision.
pub(crate) fn dead_letters_open(letters: i64) {
    gauge!(table::DEAD_LETTERS_OPEN).set(approximately(letters));
}

/// What an alarm counts is there from the start: of a series that appears with its first event,
/// Prometheus sees no increase.
fn start_at_zero() {
    counter!(table::HASHES).absolute(0);
    for handler in HANDLERS {
        counter!(table::DEAD_LETTERS, "handler" => handler.name).absolute(0);
    }
    for limit in Limit::ALL {
        counter!(table::LIMITS_HIT, "limit" => limit.as_str()).absolute(0);
    }
    for kind in MailKind::ALL {
        for outcome in MailOutcome::ALL {
            mails(*kind, *outcome).absolute(0);
        }
    }
}

fn mails(kind: MailKind, outcome: MailOutcome) -> metrics::Counter {
    counter!(table::MAILS, "kind" => kind.as_str(), "outcome" => outcome.as_str())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a gauge is a float; 2^53 events are many"
)]
fn approximately(count: i64) -> f64 {
    count as f64
}
