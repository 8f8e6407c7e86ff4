//! What an instance is made of.

use std::path::PathBuf;

use axum::Router;
use countersign_domain::Policy;
use countersign_handlers::Brand;
use metrics_exporter_prometheus::PrometheusHandle;

use super::Listeners;
use crate::{
    checkpoints::Witness,
    keys::MasterKeys,
    pages::{Look, PageSettings},
    reacting::MailLimits,
};

/// What an instance is made of.
pub struct InstanceSettings {
    /// Where it listens.
    pub listeners: Listeners,
    /// PostgreSQL, under the service's role.
    pub database_url: String,
    /// The most connections it has open there.
    pub database_connections: u32,
    /// NATS with JetStream.
    pub nats_url: String,
    /// Servers that keep the stream.
    pub jetstream_replicas: usize,
    /// The name under which the log is signed.
    pub log_origin: String,
    /// Who cosigns it.
    pub witness: Option<Witness>,
    /// Where mails go.
    pub outbox: Outbox,
    /// The keys that wrap all others.
    pub master_keys: MasterKeys,
    /// The limits that decisions go by.
    pub policy: Policy,
    /// The limits of mails.
    pub mail_limits: MailLimits,
    /// Who writes the mails.
    pub brand: Brand,
    /// How browsers get to its pages.
    pub page_settings: PageSettings,
    /// How its pages look.
    pub look: Look,
    /// The process's metrics.
    pub metrics: PrometheusHandle,
    /// What is served beside API and pages.
    pub pages: Router,
}

/// Where mails go.
#[derive(Clone)]
pub enum Outbox {
    /// To an SMTP server.
    Smtp(String),
    /// Into a folder, a file each.
    Files(PathBuf),
}
