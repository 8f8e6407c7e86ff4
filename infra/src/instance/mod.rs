//! One running instance: what `dev`, `serve` and the tests start in their process.
//!
//! Every part is a task; none ends by itself, and one that does takes the instance with it. Any
//! number of instances work on the same servers.

mod error;
mod listeners;
mod settings;

mod ground;
mod parts;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use async_nats::jetstream::Context;
use axum::Router;
use countersign_audit::InvalidKey;
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

pub use error::{PartEnded, StartError};
pub use listeners::{ListenError, Listeners};
pub use settings::{InstanceSettings, Outbox};

use self::parts::Parts;
use crate::{
    causes::with_causes,
    checkpoints::{self, SignerSettings, SignerStatus, Witness, Witnessed},
    consuming, fetching, housekeeping, http,
    mailing::Mailer,
    nats,
    pages::{self, Pages},
    passwords::Passwords,
    projecting,
    reacting::{self, Reactions},
    relay::{self, RelayStatus},
    store::{Store, database},
    timers,
};

/// How long a stop takes at most. A tenth second is left for the last traces.
const STOP_WITHIN: Duration = Duration::from_secs(9);

/// How long requests under way may take of that.
const REQUESTS_WITHIN: Duration = Duration::from_secs(7);

/// A running instance. Dropped, it ends at once, as if it crashed.
pub struct Instance {
    api_address: SocketAddr,
    admin_address: SocketAddr,
    store: Arc<Store>,
    log_origin: Arc<str>,
    doors: Parts,
    engine: Parts,
    close: CancellationToken,
    stop: CancellationToken,
}

impl Instance {
    /// Starts an instance. Waits for PostgreSQL only as far as the keys are needed, and for
    /// nothing else: what is away is used once it is back.
    pub async fn start(settings: InstanceSettings) -> Result<Self, StartError> {
        let mailer = match &settings.outbox {
            Outbox::Smtp(url) => Mailer::smtp(url, &settings.brand)?,
            Outbox::Files(folder) => Mailer::files(folder.clone(), &settings.brand)?,
        };
        let client = nats::connect(&settings.nats_url).await?;
        let pool = database::connect(&settings.database_url, settings.database_connections)?;
        let keyring = Arc::new(ground::open(&pool, &settings.master_keys).await?);
        let mut instance = Self {
            api_address: settings.listeners.api_address()?,
            admin_address: settings.listeners.admin_address()?,
            store: Arc::new(Store::new(pool, keyring, settings.policy.clone())),
            log_origin: settings.log_origin.into(),
            doors: Parts::default(),
            engine: Parts::default(),
            close: CancellationToken::new(),
            stop: CancellationToken::new(),
        };
        let reads = instance.start_projectors();
        let jetstream = nats::jetstream(client);
        let replicas = settings.jetstream_replicas;
        let relay = instance.start_relay(&jetstream, replicas);
        let log_origin = Arc::clone(&instance.log_origin);
        let signer = instance.start_signer(&jetstream, replicas, settings.witness)?;
        let store = Arc::clone(&instance.store);
        let brand = Arc::new(settings.brand.clone());
        let reactions = Reactions::new(store, mailer, settings.brand, settings.mail_limits);
        instance.start_reactions(Arc::new(reactions), jetstream, replicas);
        instance.start_clockwork();
        let passwords = Arc::new(Passwords::new());
        let mut page_settings = settings.page_settings;
        if page_settings.public_url.is_empty() {
            page_settings.public_url = instance.url();
        }
        let page_settings = Arc::new(page_settings);
        let api = http::Api {
            store: Arc::clone(&instance.store),
            reads,
            passwords: Arc::clone(&passwords),
            pages: Arc::clone(&page_settings),
            log_origin: Arc::clone(&log_origin),
        };
        let pages = Pages {
            store: Arc::clone(&instance.store),
            reads: api.reads.clone(),
            passwords: Arc::clone(&passwords),
            brand,
            look: Arc::new(settings.look),
            settings: page_settings,
            log_origin: Arc::clone(&log_origin),
            closing: instance.close.clone(),
        };
        let readiness = http::Readiness {
            store: Arc::clone(&instance.store),
            relay,
            signer,
            log_origin,
        };
        let admin = http::admin_router(readiness, passwords, settings.metrics);
        // In this order, what neither has is refused as the API refuses it.
        let router = settings.pages.merge(pages::router(pages));
        let router = http::observed(router.merge(http::router(api)));
        instance.open_doors(settings.listeners, router, admin);
        Ok(instance)
    }

    /// Where the API is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.api_address)
    }

    /// Where `/readyz` and `/metrics` are.
    #[must_use]
    pub fn admin_url(&self) -> String {
        format!("http://{}", self.admin_address)
    }

    /// The one door in, for who works in this process.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The public key under which the log is signed: the newest, where there are several.
    pub fn log_vkey(&self) -> Result<String, InvalidKey> {
        let keys = self.store.keyring().log_keys().of(&self.log_origin)?;
        Ok(keys
            .last()
            .map(|key| key.public().to_string())
            .unwrap_or_default())
    }

    /// Waits until a part ends by itself, which none should.
    pub async fn part_ended(&mut self) -> PartEnded {
        let part = tokio::select! {
            part = self.doors.one_ended() => part,
            part = self.engine.one_ended() => part,
        };
        PartEnded { part }
    }

    /// Stops within 9 seconds: takes no new request and answers those under way, then lets the
    /// rest finish what it is at.
    pub async fn stop(mut self) {
        let deadline = Instant::now() + STOP_WITHIN;
        self.close.cancel();
        self.doors.end(REQUESTS_WITHIN).await;
        self.stop.cancel();
        self.engine.end(deadline - Instant::now()).await;
        // What is cut off gives its connections back when it is dropped, which it is by now.
        let _ = timeout(deadline - Instant::now(), self.store.pool().close()).await;
    }

    fn start_projectors(&mut self) -> projecting::Reads {
        let mut projectors = JoinSet::new();
        let reads = projecting::start(&mut projectors, self.store.pool(), &self.stop);
        let stop = self.stop.clone();
        self.engine.start("a projector", async move {
            // The first to end ends them all, unless all of them were told to.
            while projectors.join_next().await.is_some() && stop.is_cancelled() {}
        });
        reads
    }

    fn start_relay(
        &mut self,
        jetstream: &Context,
        replicas: usize,
    ) -> watch::Receiver<RelayStatus> {
        let (status, relay) = watch::channel(RelayStatus::Starting);
        let run = relay::run(
            Arc::clone(&self.store),
            jetstream.clone(),
            replicas,
            status,
            self.stop.clone(),
        );
        self.engine.start("the relay", run);
        relay
    }

    fn start_signer(
        &mut self,
        jetstream: &Context,
        jetstream_replicas: usize,
        witness: Option<Witness>,
    ) -> Result<watch::Receiver<SignerStatus>, StartError> {
        let (status, signer) = watch::channel(SignerStatus::Starting);
        let witnessed = witness
            .map(|witness| self.start_cosigning(witness))
            .transpose()?;
        let settings = SignerSettings {
            origin: self.log_origin.to_string(),
            jetstream_replicas,
            witnessed,
        };
        let run = checkpoints::run(
            Arc::clone(&self.store),
            jetstream.clone(),
            settings,
            status,
            self.stop.clone(),
        );
        self.engine.start("the signer", run);
        Ok(signer)
    }

    fn start_cosigning(
        &mut self,
        witness: Witness,
    ) -> Result<watch::Receiver<Witnessed>, StartError> {
        let (told, witnessed) = watch::channel(Witnessed::default());
        let keep_up = checkpoints::keep_up(
            Arc::clone(&self.store),
            Arc::clone(&self.log_origin),
            fetching::client().map_err(StartError::Client)?,
            witness,
            told,
            self.stop.clone(),
        );
        self.engine.start("the cosigning", keep_up);
        Ok(witnessed)
    }

    fn start_reactions(&mut self, reactions: Arc<Reactions>, jetstream: Context, replicas: usize) {
        let stop = &self.stop;
        let sweep = reacting::sweep(Arc::clone(&reactions), stop.clone());
        let consume = consuming::run(reactions, jetstream, replicas, stop.clone());
        self.engine.start("the consumers", consume);
        self.engine.start("the sweep", sweep);
    }

    fn start_clockwork(&mut self) {
        let (store, stop) = (Arc::clone(&self.store), self.stop.clone());
        self.engine.start("the timers", async move {
            timers::ring(&store, stop).await;
        });
        let (store, stop) = (Arc::clone(&self.store), self.stop.clone());
        self.engine.start("the housekeeping", async move {
            housekeeping::keep(&store, stop).await;
        });
    }

    /// The admin's door is closed with the engine: it says how a stop goes on.
    fn open_doors(&mut self, listeners: Listeners, router: Router, admin: Router) {
        let serve = async |listener, router, stop| {
            if let Err(error) = http::serve(listener, router, stop).await {
                let error = with_causes(&error);
                tracing::error!(error, "a listener failed");
            }
        };
        let api = serve(listeners.api, router, self.close.clone());
        let admin = serve(listeners.admin, admin, self.stop.clone());
        self.doors.start("the API's listener", api);
        self.engine.start("the admin listener", admin);
    }
}
