//! `countersign dev`: everything on this machine, with servers of its own.
//!
//! The very code of `serve` on a private PostgreSQL and a private NATS server, whose data lives in
//! one folder and outlasts them. What is different: the folder's secrets are made here, an account
//! to try things with is there, and mails can be read in a browser. So it listens on loopback only.

mod folder;

mod api_keys;
mod database;
mod demo;
mod environment;

mod announcement;
mod guide;
mod mailbox;

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

use self::environment::Environment;
use super::{Outcome, output::print, stop_signal::StopSignal};
use crate::{
    data_folder::DataFolder, instance::Listeners, settings::PolicySettings, traces::TraceSettings,
};

/// Where `/readyz` and `/metrics` listen: on any free port, which `dev.json` tells.
const ADMIN_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

/// Everything on this machine.
#[derive(Args)]
pub(super) struct Dev {
    /// Where the API and the mailbox page listen; loopback only
    #[arg(
        long,
        env = "COUNTERSIGN_LISTEN",
        value_name = "ADDR",
        default_value = "127.0.0.1:8400"
    )]
    listen: SocketAddr,
    /// Where everything is kept: by default `/var/lib/countersign-dev` for root, else
    /// `$XDG_DATA_HOME/countersign` or `~/.local/share/countersign`
    #[arg(long, env = "COUNTERSIGN_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Send real mails by this server, instead of putting them into files
    #[arg(long, env = "SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp_url: Option<String>,
    #[command(flatten)]
    policy: PolicySettings,
    #[command(flatten)]
    pub(super) traces: TraceSettings,
}

impl Dev {
    pub(super) async fn run(self) -> Outcome {
        if !self.listen.ip().is_loopback() {
            return Err(format!(
                "--listen {} is open to a network: `dev` shows a mailbox and listens on loopback \
                 only; to let others in, use `serve`",
                self.listen
            )
            .into());
        }
        let path = match &self.data_dir {
            Some(path) => path.clone(),
            None => folder::default_path()?,
        };
        let folder = announcement::claim(&path)?;
        let mut stop = StopSignal::new()?;
        let mut environment = tokio::select! {
            started = self.start(&folder) => started?,
            () = stop.asked() => return Ok(()),
        };
        environment.announcement().write(&folder)?;
        print(guide::guide(environment.announcement(), &folder)?)?;
        let ended = tokio::select! {
            () = stop.asked() => Ok(()),
            ended = environment.instance().part_ended() => Err(ended),
        };
        tracing::info!("stopping");
        announcement::remove(&folder)?;
        environment.stop().await;
        Ok(ended?)
    }

    async fn start(self, folder: &DataFolder) -> Outcome<Environment> {
        let listeners = Listeners::bind(self.listen, ADMIN_LISTEN).await?;
        Environment::start(folder, listeners, &self.policy, self.smtp_url).await
    }
}
