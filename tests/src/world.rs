//! The whole system in a test's process: instances on a database, a NATS server and a mail server
//! of their own, and a portal that talks to them over HTTP.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::OnceLock,
    time::Duration,
};

use countersign::{
    api_keys::{self, Role},
    instance::{Instance, InstanceSettings, Listeners, Outbox},
    keys::MasterKey,
    metering,
    pages::{Look, PageSettings},
    reacting::MailLimits,
    servers::{Binaries, Nats},
    settings::LOG_ORIGIN,
};
use countersign_domain::Policy;
use countersign_handlers::Brand;
use tempfile::TempDir;
use tokio::time::Instant;

use crate::{database::TestDatabase, engine::Engine, ground, portal::Portal, smtp::SmtpServer};

/// Where portals of the tests have their customers come back to.
pub const RETURN_ORIGIN: &str = "https://portal.example";

/// How instances are known that have one name.
pub const PUBLIC_URL: &str = "https://account.portal.example";

/// How long anything may take that a test waits for.
pub const BOUND: Duration = Duration::from_secs(30);

/// The brand of the tests' mails.
pub const BRAND: [&str; 4] = [
    "Customer Portal",
    "portal@example.com",
    "support@example.com",
    "+60 3 0000 0000",
];

/// Everything a test of the whole system stands on.
pub struct World {
    /// Its database.
    pub database: TestDatabase,
    /// Its NATS server.
    pub nats: Nats,
    /// Its mail server.
    pub smtp: SmtpServer,
    /// The instances, all on the same servers.
    pub instances: Vec<Instance>,
    keys: Vec<(Role, String)>,
    nats_folder: TempDir,
    master: MasterKey,
    policy: Policy,
    limits: MailLimits,
    page_settings: PageSettings,
}

impl World {
    /// One instance with the settings by default.
    pub async fn start() -> Self {
        Self::start_with(1, Policy::default()).await
    }

    /// So many instances with these settings.
    ///
    /// # Panics
    ///
    /// When anything does not start.
    pub async fn start_with(instances: usize, policy: Policy) -> Self {
        Self::start_limited(instances, policy, mail_limits()).await
    }

    /// The same, with limits of mails.
    ///
    /// # Panics
    ///
    /// When anything does not start.
    pub async fn start_limited(instances: usize, policy: Policy, limits: MailLimits) -> Self {
        let database = TestDatabase::create().await;
        Self::start_on(database, instances, policy, limits, page_settings()).await
    }

    /// One instance with the settings by default, on a PostgreSQL server of its own.
    pub async fn start_alone() -> Self {
        let database = TestDatabase::create_alone().await;
        let settings = page_settings();
        Self::start_on(database, 1, Policy::default(), mail_limits(), settings).await
    }

    /// So many instances that are known by one name, as behind a proxy.
    pub async fn start_published(instances: usize, policy: Policy) -> Self {
        let database = TestDatabase::create().await;
        let settings = PageSettings {
            public_url: PUBLIC_URL.to_owned(),
            ..page_settings()
        };
        Self::start_on(database, instances, policy, mail_limits(), settings).await
    }

    /// One instance that browsers get to like this.
    pub async fn start_with_pages(page_settings: PageSettings) -> Self {
        let database = TestDatabase::create().await;
        Self::start_on(database, 1, Policy::default(), mail_limits(), page_settings).await
    }

    async fn start_on(
        database: TestDatabase,
        instances: usize,
        policy: Policy,
        limits: MailLimits,
        page_settings: PageSettings,
    ) -> Self {
        let folder = ground::folder("nats");
        let binaries = Binaries::find().expect("NATS is installed");
        let nats = Nats::start(&binaries, folder.path())
            .await
            .expect("NATS starts");
        let smtp = SmtpServer::start().await.expect("a mail server starts");
        let pool = database.pool();
        let mut keys = Vec::new();
        for role in Role::ALL {
            let key = api_keys::create(&pool, *role, "test")
                .await
                .expect("a key is made");
            keys.push((*role, key.expose().to_owned()));
        }
        pool.close().await;
        let mut world = Self {
            database,
            nats,
            smtp,
            instances: vec![],
            keys,
            nats_folder: folder,
            master: MasterKey::generate(),
            policy,
            limits,
            page_settings,
        };
        for _ in 0..instances {
            world.start_instance().await;
        }
        world
    }

    /// Starts one more instance.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start_instance(&mut self) {
        let settings = self.settings().await;
        let instance = Instance::start(settings).await.expect("an instance starts");
        self.instances.push(instance);
    }

    /// Stops every instance, and waits until it is gone.
    pub async fn stop_instances(&mut self) {
        for instance in self.instances.drain(..) {
            instance.stop().await;
        }
    }

    /// The portal of the first instance.
    #[must_use]
    pub fn portal(&self) -> Portal {
        self.portal_of(0)
    }

    /// The portal of one instance.
    #[must_use]
    pub fn portal_of(&self, instance: usize) -> Portal {
        Portal::new(self.instances[instance].url(), self.keys.clone())
    }

    /// An engine beside the instances: what it does is as if another instance had done it.
    pub async fn engine(&self) -> Engine {
        Engine::start(&self.database, &self.master, self.policy.clone()).await
    }

    /// The key that wraps all others.
    #[must_use]
    pub fn master(&self) -> &MasterKey {
        &self.master
    }

    /// Where NATS keeps its streams.
    #[must_use]
    pub fn streams_folder(&self) -> PathBuf {
        self.nats_folder.path().join("jetstream")
    }

    async fn settings(&self) -> InstanceSettings {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let [name, from, support_address, hotline] = BRAND.map(str::to_owned);
        InstanceSettings {
            listeners: Listeners::bind(any, any).await.expect("a free port"),
            database_url: self.database.url(),
            database_connections: 10,
            nats_url: self.nats.url(),
            jetstream_replicas: 1,
            log_origin: LOG_ORIGIN.to_owned(),
            witness: None,
            outbox: Outbox::Smtp(self.smtp.url()),
            master_keys: self.master.clone().into(),
            policy: self.policy.clone(),
            mail_limits: self.limits.clone(),
            brand: Brand {
                name,
                from,
                support_address,
                hotline,
            },
            page_settings: self.page_settings.clone(),
            look: Look::default(),
            metrics: metrics(),
            pages: axum::Router::new(),
        }
    }
}

/// How browsers get to the pages of the tests, unless a test says otherwise: customers sign in there,
/// and are sent there by portals.
#[must_use]
pub fn page_settings() -> PageSettings {
    PageSettings {
        signs_in: true,
        return_origins: vec![RETURN_ORIGIN.to_owned()],
        ..PageSettings::default()
    }
}

/// Waits until a condition holds, looking again and again, and fails where it does not in time.
///
/// # Panics
///
/// When it does not hold within [`BOUND`].
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    const LOOK_AGAIN: Duration = Duration::from_millis(20);
    let deadline = Instant::now() + BOUND;
    while !holds().await {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

fn mail_limits() -> MailLimits {
    MailLimits {
        mails_per_mailbox_per_day: 20,
        notice_gap: chrono::TimeDelta::hours(1),
    }
}

/// A process has one recorder, whichever test comes first.
fn metrics() -> metrics_exporter_prometheus::PrometheusHandle {
    static METRICS: OnceLock<metrics_exporter_prometheus::PrometheusHandle> = OnceLock::new();
    METRICS
        .get_or_init(|| metering::install().expect("no other recorder"))
        .clone()
}
