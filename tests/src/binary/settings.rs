//! Settings as the environment holds them.

use std::collections::BTreeMap;

use countersign::keys::MasterKey;

use crate::{database::TestDatabase, world::BRAND};

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

    pub(super) fn variables(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter()
    }
}
