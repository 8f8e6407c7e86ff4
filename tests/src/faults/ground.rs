//! What a scenario stands on.

use std::{fs, path::PathBuf, sync::Arc};

use chrono::TimeDelta;
use countersign::{
    api_keys::{self, Role},
    keys::MasterKey,
    servers::{Binaries, Nats},
};
use tempfile::TempDir;

use super::Member;
use crate::{binary::Settings, database::TestDatabase, ground, portal::Portal, smtp::SmtpServer};

/// Longer than an instance has an event to itself, and than the sweep leaves it to others.
const LEASE_AND_GRACE: TimeDelta = TimeDelta::seconds(65);

/// Private servers, PostgreSQL among them with fsync on, and two instances of the real binary.
pub struct Ground {
    /// The instances.
    pub members: [Member; 2],
    /// Its database, on a server of its own.
    pub database: TestDatabase,
    /// Its NATS server.
    pub nats: Nats,
    /// Its mail server.
    pub smtp: Arc<SmtpServer>,
    keys: Vec<(Role, String)>,
    key_folder: TempDir,
    nats_folder: TempDir,
    clock_shift: TimeDelta,
}

impl Ground {
    /// Servers, and two instances that are ready.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same, the instances with these settings too.
    ///
    /// # Panics
    ///
    /// When anything does not start.
    pub async fn start_with(settings: &[(&str, &str)]) -> Self {
        let mut ground = Self::prepare(settings).await;
        let [one, other] = &mut ground.members;
        tokio::join!(one.start(), other.start());
        ground.heal().await;
        ground
    }

    /// Servers, and two instances that are yet to be started.
    ///
    /// # Panics
    ///
    /// When anything does not start.
    pub async fn prepare(settings: &[(&str, &str)]) -> Self {
        let database = TestDatabase::create_synced().await;
        let nats_folder = ground::folder("nats");
        let binaries = Binaries::find().expect("NATS is installed");
        let nats = Nats::start(&binaries, nats_folder.path())
            .await
            .expect("NATS starts");
        let smtp = SmtpServer::start().await.expect("a mail server starts");
        let key = MasterKey::generate();
        let key_folder = ground::folder("key");
        let key_file = key_folder.path().join("master.key");
        fs::write(&key_file, &*key.to_text()).expect("it can be written");
        let all = Settings::of_serve(&database.url(), &nats.url(), &smtp.url(), &key)
            .without("COUNTERSIGN_MASTER_KEY")
            .with(
                "COUNTERSIGN_MASTER_KEY_FILE",
                key_file.to_str().expect("an ordinary path"),
            )
            // Searched for, eight digits are found where they are and nowhere else.
            .with("COUNTERSIGN_CODE_DIGITS", "8")
            .with("COUNTERSIGN_ISSUE_GAP_SECONDS", "1");
        let with = |all: Settings, (name, value): &(&str, &str)| all.with(name, value);
        let all = settings.iter().fold(all, with);
        let members = [
            Member::make(&all, &database, &nats, &smtp).await,
            Member::make(&all, &database, &nats, &smtp).await,
        ];
        let pool = database.pool();
        let mut keys = vec![];
        for role in Role::ALL {
            let key = api_keys::create(&pool, *role, "test").await;
            let key = key.expect("a key is made");
            keys.push((*role, key.expose().to_owned()));
        }
        pool.close().await;
        Self {
            members,
            database,
            nats,
            smtp: Arc::new(smtp),
            keys,
            key_folder,
            nats_folder,
            clock_shift: TimeDelta::zero(),
        }
    }

    /// The portals of both instances.
    #[must_use]
    pub fn portals(&self) -> [Portal; 2] {
        [0, 1].map(|member: usize| self.members[member].portal(&self.keys))
    }

    /// Where NATS keeps its streams.
    #[must_use]
    pub fn streams_folder(&self) -> PathBuf {
        self.nats_folder.path().join("jetstream")
    }

    /// From now on the instances find another database where they found theirs; they are stopped.
    ///
    /// # Panics
    ///
    /// When one of them runs.
    pub fn move_to(&mut self, database: TestDatabase) {
        for member in &self.members {
            assert!(!member.is_running(), "an instance is on the old one");
            member.postgres.lead_to(database.port());
        }
        self.database = database;
    }

    /// Where the instances read the master key.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.key_folder.path().join("master.key")
    }

    /// All links are whole, both instances run and are ready, and the mail server takes every
    /// mail. PostgreSQL and NATS are there already, or come up meanwhile.
    pub async fn heal(&mut self) {
        self.smtp.heal();
        let [one, other] = &mut self.members;
        tokio::join!(one.heal(), other.heal());
    }

    /// Goes on as if more than a minute had passed: sets the database's clock on, so that what an
    /// instance had to itself when it was killed is free for the others, and starts one of them
    /// anew, so that it sweeps.
    pub async fn a_minute_later(&mut self) {
        self.clock_shift += LEASE_AND_GRACE;
        self.database.shift_clock(self.clock_shift).await;
        self.members[0].stop().await;
        self.heal().await;
    }
}
