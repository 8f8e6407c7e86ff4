//! The binary `countersign`.

use std::process::ExitCode;

use clap::Parser;
use countersign::cli::{self, Cli};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    // One provider for all that speaks TLS; whoever installed one already has installed this one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match cli.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::output::say(&format!("countersign: {}", cli::describe(&*error)));
            ExitCode::FAILURE
        }
    }
}
