//! An installation for `serve`: servers of its own, and what an operator knows of them.

use countersign::{
    keys::MasterKey,
    servers::{Binaries, Nats},
};
use tempfile::TempDir;

use super::{Process, Serve, Settings, serve};
use crate::{database::TestDatabase, ground, portal::Portal, smtp::SmtpServer};

/// Servers, a master key, and the settings that name them.
pub struct Installation {
    /// Its database.
    pub database: TestDatabase,
    /// Its NATS server.
    pub nats: Nats,
    /// Its mail server.
    pub smtp: SmtpServer,
    /// What every instance is started with.
    pub settings: Settings,
    _folder: TempDir,
}

impl Installation {
    /// Servers that are there, and no instance yet.
    pub async fn make() -> Self {
        let database = TestDatabase::create().await;
        let folder = ground::folder("nats");
        let binaries = Binaries::find().expect("NATS is installed");
        let nats = Nats::start(&binaries, folder.path())
            .await
            .expect("NATS starts");
        let smtp = SmtpServer::start().await.expect("a mail server starts");
        let settings = Settings::of_serve(
            &database.url(),
            &nats.url(),
            &smtp.url(),
            &MasterKey::generate(),
        );
        Self {
            database,
            nats,
            smtp,
            settings,
            _folder: folder,
        }
    }

    /// An instance that is ready, and a portal that has keys for it.
    pub async fn serve(&self) -> (Serve, Portal) {
        let serve = Serve::start(&self.settings).await;
        serve.ready().await;
        let keys = serve::api_keys(&self.settings).await;
        let portal = serve.portal(&keys);
        (serve, portal)
    }

    /// Runs a command, and answers its data.
    pub async fn data_of(&self, arguments: &[&str]) -> String {
        let output = Process::run(arguments, &self.settings).await;
        output.success().to_owned()
    }
}
