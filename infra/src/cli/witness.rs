//! `countersign witness`: cosigns what a log shows, as long as it only grows.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::Args;
use countersign_audit::PublicKey;
use tokio::net::TcpListener;
use url::Url;

use super::{Outcome, output::print, stop_signal::StopSignal};
use crate::{
    data_folder::{DataFolder, Keeper},
    fetching::base_url,
    witness::{Log, Witness},
};

/// A witness of one log, on a machine and under a key of its own.
#[derive(Args)]
pub(super) struct WitnessCommand {
    /// The service whose log is watched: `https://HOST`
    #[arg(long, env = "COUNTERSIGN_WITNESS_LOG_URL", value_name = "URL", value_parser = base_url,
          help_heading = "Log")]
    log_url: Url,
    /// A key that the log signs by; while they rotate several, with commas
    #[arg(
        long,
        env = "COUNTERSIGN_WITNESS_LOG_VKEY",
        value_name = "VKEY",
        value_delimiter = ',',
        required = true,
        help_heading = "Log"
    )]
    log_vkey: Vec<PublicKey>,
    /// An auditor's key of the service's API
    #[arg(
        long,
        env = "COUNTERSIGN_WITNESS_API_KEY",
        value_name = "KEY",
        hide_env_values = true,
        help_heading = "Log"
    )]
    api_key: String,
    /// How often the log is looked at
    #[arg(long, env = "COUNTERSIGN_WITNESS_INTERVAL_SECONDS", value_name = "SECONDS",
          default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=3_600),
          help_heading = "Log")]
    interval_seconds: u64,

    /// The name of the witness's key, such as `witness.example/1`; it stays the same for ever
    #[arg(
        long,
        env = "COUNTERSIGN_WITNESS_NAME",
        value_name = "NAME",
        help_heading = "Witness"
    )]
    name: String,
    /// Where its key and what it last cosigned are kept
    #[arg(
        long,
        env = "COUNTERSIGN_WITNESS_DATA_DIR",
        value_name = "DIR",
        help_heading = "Witness"
    )]
    data_dir: PathBuf,
    /// Where it shows what it has cosigned
    #[arg(
        long,
        env = "COUNTERSIGN_WITNESS_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8402",
        help_heading = "Witness"
    )]
    listen: SocketAddr,
    /// A proxy in front of it speaks TLS: without it, it listens on loopback only
    #[arg(
        long,
        env = "COUNTERSIGN_WITNESS_BEHIND_TLS_PROXY",
        help_heading = "Witness"
    )]
    behind_tls_proxy: bool,
}

impl WitnessCommand {
    pub(super) async fn run(self) -> Outcome {
        if !self.listen.ip().is_loopback() && !self.behind_tls_proxy {
            return Err(format!(
                "--listen {} is open to a network, and this speaks plain HTTP: put a proxy that \
                 speaks TLS in front and say --behind-tls-proxy",
                self.listen
            )
            .into());
        }
        let mut stop = StopSignal::new()?;
        let log = Log::new(self.log_url, self.log_vkey, &self.api_key)
            .map_err(|error| format!("the log cannot be watched: {error}"))?;
        let listener = TcpListener::bind(self.listen)
            .await
            .map_err(|error| format!("cannot listen on {}: {error}", self.listen))?;
        let folder = DataFolder::open(&self.data_dir, Keeper::Witness)?;
        let witness = Witness::open(folder, &self.name, log)?;
        print(witness.vkey())?;
        let url = format!("http://{}", listener.local_addr()?);
        tracing::info!(url, vkey = %witness.vkey(), "witnessing");
        let served = axum::serve(listener, witness.router()).into_future();
        tokio::select! {
            () = stop.asked() => tracing::info!("stopping"),
            () = witness.run(Duration::from_secs(self.interval_seconds)) => {}
            ended = served => ended?,
        }
        Ok(())
    }
}
