//! Logs: to stderr, as JSON for machines or as text for people.
//!
//! Nothing of ours logs a secret, whatever the level. Of what we build on: sqlx logs statements
//! and never what is bound to them, lettre's `tracing` feature is off, hyper logs sizes and states
//! only, and async-nats hides credentials but for those in a URL, where [`crate::nats`] leaves none.

use std::{
    io::{self, IsTerminal},
    panic::{self, PanicHookInfo},
};

use clap::{Args, ValueEnum};
use thiserror::Error;
use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::ParseError,
    fmt,
    layer::SubscriberExt,
    registry::LookupSpan,
    util::{SubscriberInitExt, TryInitError},
};

use crate::traces::{self, Traces};

/// What is logged, and how.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Logs")]
pub struct LogSettings {
    /// What is logged: a level, or `target=level` with commas between
    #[arg(
        long,
        global = true,
        env = "COUNTERSIGN_LOG",
        value_name = "FILTER",
        default_value = "info,sqlx::postgres::notice=warn"
    )]
    pub log: String,

    /// The form of the logs; without it JSON for `serve` and `witness` and text for all else
    #[arg(
        global = true,
        long,
        env = "COUNTERSIGN_LOG_FORMAT",
        value_name = "FORMAT"
    )]
    pub log_format: Option<LogFormat>,
}

/// The form of the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One object a line.
    Json,
    /// For people.
    Text,
}

/// Why there are no logs.
#[derive(Debug, Error)]
pub enum LogError {
    /// The filter is none.
    #[error("--log is no filter")]
    Filter(#[from] ParseError),
    /// The process logs already.
    #[error("the logs were set up twice")]
    Twice(#[source] TryInitError),
}

/// Sets up the logs of this process, and has its spans go to its traces. `usual` is the form where
/// none is set.
pub fn start(
    settings: &LogSettings,
    usual: LogFormat,
    traces: Option<&Traces>,
) -> Result<(), LogError> {
    let filter = EnvFilter::builder()
        .parse(&settings.log)?
        .add_directive(format!("{}=off", traces::ONLY).parse()?);
    let form = settings.log_format.unwrap_or(usual);
    let registry = tracing_subscriber::registry();
    match traces {
        None => registry.with(filter).with(lines(form)).try_init(),
        Some(traces) => registry
            .with(lines(form).with_filter(filter))
            .with(traces.layer())
            .try_init(),
    }
    .map_err(LogError::Twice)?;
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, said = said(panic), "a panic");
    }));
    Ok(())
}

fn lines<S>(form: LogFormat) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let lines = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    match form {
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed(),
        LogFormat::Text => lines.boxed(),
    }
}

/// What `panic!` was given: a literal, or a text that was put together.
fn said<'a>(panic: &'a PanicHookInfo<'_>) -> Option<&'a str> {
    let payload = panic.payload();
    let literal = payload.downcast_ref::<&str>().copied();
    literal.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}
