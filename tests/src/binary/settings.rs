//! Settings as the environment holds them.

use std::{collections::BTreeMap, path::PathBuf};

use countersign::{keys::MasterKey, stop_point::StopPoint};

use super::{path, stoppable};
use crate::{database::TestDatabase, world::BRAND};

/// What the binary that can be stopped goes by: a point's name and which pass.
const STOP_AT: &str = "COUNTERSIGN_STOP_AT";

/// Environment variables, and the only ones that a process gets, but for `PATH`.
#[derive(Clone, Default)]
pub struct Settings(BTreeMap<String, String>);

impl Settings {
    /// None at all.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// What a command needs that does one thing on a database and ends.
    #[must_use]
    pub fn on(database: &TestDatabase) -> Self {
        Self::none().with("DATABASE_URL", &database.url())
    }

    /// What `serve` needs: servers, a master key, free ports and a brand.
    #[must_use]
    pub fn of_serve(
        database_url: &str,
        nats_url: &str,
        smtp_url: &str,
        master_key: &MasterKey,
    ) -> Self {
        const ANY_PORT: &str = "127.0.0.1:0";
        let [name, from, support_address, hotline] = BRAND;
        Self::none()
            .with("DATABASE_URL", database_url)
            .with("NATS_URL", nats_url)
            .with("SMTP_URL", smtp_url)
            .with("COUNTERSIGN_MASTER_KEY", &master_key.to_text())
            .with("COUNTERSIGN_LISTEN", ANY_PORT)
            .with("COUNTERSIGN_ADMIN_LISTEN", ANY_PORT)
            .with("COUNTERSIGN_BRAND_NAME", name)
            .with("COUNTERSIGN_MAIL_FROM", from)
            .with("COUNTERSIGN_SUPPORT_ADDRESS", support_address)
            .with("COUNTERSIGN_HOTLINE", hotline)
    }

    /// The same with another one, or with another value.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The same without one.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// The same, and the process kills itself when it passes this point for the n-th time, counted
    /// from 1.
    #[must_use]
    pub fn stopping_at(self, point: StopPoint, pass: u32) -> Self {
        self.with(STOP_AT, &format!("{} {pass}", point.as_str()))
    }

    /// The program that these settings are for.
    pub(super) fn program(&self) -> PathBuf {
        if self.0.contains_key(STOP_AT) {
            stoppable()
        } else {
            path().to_owned()
        }
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter()
    }
}
