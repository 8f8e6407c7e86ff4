//! Row 9: what signing costs the append, and how soon an event is signed.

use std::{
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

use countersign::{
    checkpoints::{self, SignerSettings, SignerStatus},
    keys::{Keyring, MasterKey},
    nats,
    servers::{Binaries, Nats},
    settings::LOG_ORIGIN,
    store::{Store, database},
};
use countersign_domain::Policy;
use countersign_tests::{database::TestDatabase, world::eventually};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::{MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use crate::{
    commands::rate,
    peers::Peer,
    rounds::{ROUNDS, Rounds},
    seed,
    story::Story,
    table::{Measure, Target},
};

const CALLERS: [usize; 3] = [1, 16, 64];
const CONNECTIONS: u32 = 16;
const ACCOUNTS: usize = 150_000;

/// What a paced log grows by.
const EVENTS_A_SECOND: u32 = 2_000;
/// What a visit adds to it: six commands, of which the right password comes with a code.
const EVENTS_A_VISIT: u32 = 7;
const LASTS: Duration = Duration::from_secs(15);

/// A store, and a signer that can be had beside it.
struct Signed {
    store: Arc<Store>,
    pool: PgPool,
    jetstream: async_nats::jetstream::Context,
    _database: TestDatabase,
    _nats: (Nats, TempDir),
}

pub(crate) async fn measure() -> Vec<Measure> {
    let signed = Signed::prepare().await;
    let next = Arc::new(AtomicUsize::new(0));
    let mut measures = signed.cost(&next).await;
    measures.push(signed.lag(&next).await);
    measures
}

impl Signed {
    async fn prepare() -> Self {
        let (database, master) = (TestDatabase::create().await, MasterKey::generate());
        seed::fill(&database, &master, ACCOUNTS, Story::Registered).await;
        let pool = database::connect(&database.url(), CONNECTIONS).expect("the URL is one");
        let keyring = Keyring::open(master, &pool).await.expect("the keys open");
        let folder = tempfile::tempdir().expect("a folder");
        let binaries = Binaries::find().expect("nats-server is there");
        let server = Nats::start(&binaries, folder.path())
            .await
            .expect("it starts");
        let client = nats::connect(&server.url()).await.expect("the URL is one");
        Self {
            store: Arc::new(Store::new(
                pool.clone(),
                Arc::new(keyring),
                Policy::default(),
            )),
            pool,
            jetstream: nats::jetstream(client),
            _database: database,
            _nats: (server, folder),
        }
    }

    /// The rate of commands beside a signer, against the same without one.
    async fn cost(&self, next: &Arc<AtomicUsize>) -> Vec<Measure> {
        let peer = Arc::new(Peer::Ours(Arc::clone(&self.store)));
        let mut measured = CALLERS.map(|_| Rounds::default());
        for _ in 0..ROUNDS {
            for (callers, rounds) in CALLERS.iter().zip(&mut measured) {
                let without = rate(&peer, *callers, next).await;
                let signer = self.start().await;
                let with = rate(&peer, *callers, next).await;
                signer.abort();
                rounds.add(with, without);
            }
        }
        let lines = CALLERS.iter().zip(&measured);
        lines
            .map(|(callers, rounds)| Measure {
                what: format!("commands/s beside the signer, {callers} callers"),
                ours: format!("{:.0}", rounds.ours()),
                yardstick: format!("{:.0} without it", rounds.yardstick()),
                ratio: rounds.ratio(),
                target: Target::AtLeast(0.95),
            })
            .collect()
    }

    /// How long an event waits for its signature.
    async fn lag(&self, next: &Arc<AtomicUsize>) -> Measure {
        let signer = self.start().await;
        let before = self.head().await;
        let peer = Arc::new(Peer::Ours(Arc::clone(&self.store)));
        let mut ticks = interval(Duration::from_secs(1) * EVENTS_A_VISIT / EVENTS_A_SECOND);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut visits = JoinSet::new();
        for _ in 0..EVENTS_A_SECOND / EVENTS_A_VISIT * u32::try_from(LASTS.as_secs()).unwrap_or(1) {
            ticks.tick().await;
            let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let peer = Arc::clone(&peer);
            visits.spawn(async move {
                peer.visit(&seed::account_id(number), &AtomicUsize::new(0))
                    .await;
            });
        }
        visits.join_all().await;
        self.level().await;
        signer.abort();
        let (rate, lag): (f64, f64) = sqlx::query_as(
            "SELECT (count(*) / extract(epoch FROM max(recorded_at) - min(recorded_at)))::float8,
                    percentile_cont(0.99) WITHIN GROUP (ORDER BY lag)
             FROM (SELECT e.recorded_at, extract(epoch FROM c.signed_at - e.recorded_at)::float8 AS lag
                   FROM events e CROSS JOIN LATERAL (
                       SELECT signed_at FROM checkpoints WHERE size >= e.position
                       ORDER BY size LIMIT 1) AS c
                   WHERE e.position > $1) AS lags",
        )
        .bind(before)
        .fetch_one(&self.pool)
        .await
        .expect("the log is there");
        Measure {
            what: format!("until an event is signed, at {rate:.0} a second, 99th percentile"),
            ours: format!("{:.0} ms", lag * 1e3),
            yardstick: "1000 ms".to_owned(),
            ratio: lag,
            target: Target::AtMost(1.0),
        }
    }

    /// A signer that has nothing left to do.
    async fn start(&self) -> JoinHandle<()> {
        let settings = SignerSettings {
            origin: LOG_ORIGIN.to_owned(),
            jetstream_replicas: 1,
            witnessed: None,
        };
        let (status, _) = watch::channel(SignerStatus::Starting);
        let (store, jetstream) = (Arc::clone(&self.store), self.jetstream.clone());
        let stop = CancellationToken::new();
        let signer = checkpoints::run(store, jetstream, settings, status, stop);
        let signer = tokio::spawn(signer);
        self.level().await;
        signer
    }

    async fn level(&self) {
        let is_level = async || {
            let newest = checkpoints::newest(&self.pool, LOG_ORIGIN).await;
            let newest = newest.expect("the database is there");
            newest.map(|newest| newest.size) == Some(self.head().await)
        };
        eventually("the log is signed", is_level).await;
    }

    async fn head(&self) -> i64 {
        let head = sqlx::query_scalar("SELECT max(position) FROM events");
        head.fetch_one(&self.pool).await.expect("the log is there")
    }
}
