//! Under which name the log is signed.

use clap::Args;
use countersign_audit::{InvalidKey, LogKey};

/// The name of a log that nobody gave another one.
pub const LOG_ORIGIN: &str = "countersign/log";

/// Under which name the log is signed.
#[derive(Clone, Args)]
#[command(next_help_heading = "Checkpoints")]
pub struct LogSettings {
    /// The log's name in its checkpoints, as a URL without `https://`. Another name is another log
    #[arg(long, env = "COUNTERSIGN_LOG_ORIGIN", value_name = "NAME", default_value = LOG_ORIGIN,
          value_parser = name)]
    pub log_origin: String,
}

/// A name that a key may have.
fn name(text: &str) -> Result<String, InvalidKey> {
    LogKey::new(text, &[0; 32]).map(|_| text.to_owned())
}
