//! `countersign serve`: one instance on real servers.

use std::net::SocketAddr;

use axum::Router;
use chrono::TimeDelta;
use clap::Args;

use super::{Outcome, stop_signal::StopSignal};
use crate::{
    instance::{Instance, InstanceSettings, Listeners, Outbox},
    metering,
    pages::{PageSettings, origin},
    settings::{
        BrandSettings, DatabaseSettings, LogSettings, MasterKeySettings, NatsSettings,
        PolicySettings, WitnessSettings,
    },
    traces::TraceSettings,
};

/// One instance. Any number of them work on the same servers.
#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    database: DatabaseSettings,
    /// Connections to PostgreSQL that this instance has open at most
    #[arg(long, env = "COUNTERSIGN_DATABASE_CONNECTIONS", value_name = "COUNT",
          default_value_t = 32, value_parser = clap::value_parser!(u32).range(4..=1_000),
          help_heading = "Servers")]
    database_connections: u32,
    #[command(flatten)]
    nats: NatsSettings,
    /// The mail server: `smtps://USER:PASSWORD@HOST`, or `smtp://…?tls=required`
    #[arg(
        long,
        env = "SMTP_URL",
        value_name = "URL",
        hide_env_values = true,
        help_heading = "Servers"
    )]
    smtp_url: String,

    #[command(flatten)]
    master_key: MasterKeySettings,
    #[command(flatten)]
    log: LogSettings,
    #[command(flatten)]
    witness: WitnessSettings,

    /// Where the API listens
    #[arg(
        long,
        env = "COUNTERSIGN_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8400",
        help_heading = "Listeners"
    )]
    listen: SocketAddr,
    /// A proxy in front of this instance speaks TLS: without it, the API listens on loopback only
    #[arg(long, env = "COUNTERSIGN_BEHIND_TLS_PROXY", help_heading = "Listeners")]
    behind_tls_proxy: bool,
    /// Where `/readyz` and `/metrics` listen, which ask for no key
    #[arg(
        long,
        env = "COUNTERSIGN_ADMIN_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8401",
        help_heading = "Listeners"
    )]
    admin_listen: SocketAddr,

    /// Where browsers find the pages; where this listens, unless it is said
    #[arg(long, env = "COUNTERSIGN_PUBLIC_URL", value_name = "URL", value_parser = origin,
          help_heading = "Pages")]
    public_url: Option<String>,
    /// An origin that portals may have their customers come back to, `https://HOST[:PORT]`; several
    /// with commas
    #[arg(
        long = "return-origin",
        env = "COUNTERSIGN_RETURN_ORIGINS",
        value_name = "ORIGIN",
        value_parser = origin,
        value_delimiter = ',',
        help_heading = "Pages"
    )]
    return_origins: Vec<String>,
    /// Customers sign in here with e-mail address or account and password
    #[arg(long, env = "COUNTERSIGN_REFERENCE_PORTAL", help_heading = "Pages")]
    reference_portal: bool,
    /// How long a code that was right opens what the reference portal protects
    #[arg(long, env = "COUNTERSIGN_STEP_UP_SECONDS", value_name = "SECONDS", default_value_t = 900,
          value_parser = clap::value_parser!(i64).range(1..=86_400), help_heading = "Pages")]
    step_up_seconds: i64,

    #[command(flatten)]
    brand: BrandSettings,
    #[command(flatten)]
    policy: PolicySettings,
    #[command(flatten)]
    pub(super) traces: TraceSettings,
}

impl Serve {
    pub(super) async fn run(self) -> Outcome {
        let mut stop = StopSignal::new()?;
        let mut instance = tokio::select! {
            started = self.start() => started?,
            () = stop.asked() => return Ok(()),
        };
        tracing::info!(
            url = instance.url(),
            admin_url = instance.admin_url(),
            "ready to serve"
        );
        let ended = tokio::select! {
            () = stop.asked() => Ok(()),
            ended = instance.part_ended() => Err(ended),
        };
        tracing::info!("stopping");
        instance.stop().await;
        Ok(ended?)
    }

    async fn start(self) -> Outcome<Instance> {
        if !self.listen.ip().is_loopback() && !self.behind_tls_proxy {
            return Err(format!(
                "--listen {} is open to a network, and this speaks plain HTTP: put a proxy that \
                 speaks TLS in front and say --behind-tls-proxy",
                self.listen
            )
            .into());
        }
        let policy = self.policy.policy()?;
        let master_keys = self.master_key.master_keys()?;
        let settings = InstanceSettings {
            listeners: Listeners::bind(self.listen, self.admin_listen).await?,
            database_url: self.database.database_url,
            database_connections: self.database_connections,
            nats_url: self.nats.nats_url,
            jetstream_replicas: self.nats.jetstream_replicas.into(),
            log_origin: self.log.log_origin,
            witness: self.witness.witness(),
            outbox: Outbox::Smtp(self.smtp_url),
            master_keys,
            policy,
            mail_limits: self.policy.mail_limits(),
            page_settings: PageSettings {
                behind_tls: self.behind_tls_proxy,
                signs_in: self.reference_portal,
                return_origins: self.return_origins,
                public_url: self.public_url.unwrap_or_default(),
                step_up_lifetime: TimeDelta::seconds(self.step_up_seconds),
            },
            look: self.brand.look()?,
            brand: self.brand.brand(),
            metrics: metering::install()?,
            pages: Router::new(),
        };
        Ok(Instance::start(settings).await?)
    }
}
