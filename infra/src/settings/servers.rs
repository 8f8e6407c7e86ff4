//! Where the servers are. Their URLs hold passwords: no help text shows them.

use clap::Args;

/// Where PostgreSQL is.
#[derive(Clone, Args)]
#[command(next_help_heading = "Servers")]
pub struct DatabaseSettings {
    /// PostgreSQL, as `postgres://USER:PASSWORD@HOST/DATABASE`
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: String,
}

/// Where NATS is, and how the stream is kept there.
#[derive(Clone, Args)]
#[command(next_help_heading = "Servers")]
pub struct NatsSettings {
    /// NATS with JetStream, as `nats://USER:PASSWORD@HOST:4222`; a cluster with commas between
    #[arg(long, env = "NATS_URL", value_name = "URL", hide_env_values = true)]
    pub nats_url: String,

    /// Servers of a JetStream cluster that keep the stream
    #[arg(
        long,
        env = "COUNTERSIGN_JETSTREAM_REPLICAS",
        value_name = "COUNT",
        default_value_t = 1,
        value_parser = clap::value_parser!(u8).range(1..=5)
    )]
    pub jetstream_replicas: u8,
}
