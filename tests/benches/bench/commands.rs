//! Row 1: commands a second through the one door in, against stock postgres-es and against plain
//! INSERTs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use countersign::{
    entropy,
    keys::{Keyring, MasterKey},
    store::{Store, database},
};
use countersign_domain::{Enrollment, Policy, StreamId};
use countersign_tests::database::TestDatabase;
use cqrs_es::Aggregate;
use tokio::task::JoinSet;

use crate::{
    peers::Peer,
    rounds::{ROUNDS, Rounds},
    seed,
    story::Story,
    table::{Measure, Target},
};

/// Callers at once, and how many times stock is to be reached with them.
const CALLERS: [(usize, f64); 4] = [(1, 1.3), (16, 2.0), (64, 3.0), (256, 3.0)];
const LASTS: Duration = Duration::from_millis(1_500);
const CONNECTIONS: u32 = 16;
/// Enough for every visit to have one of its own.
const ACCOUNTS: usize = 150_000;

pub(crate) async fn measure() -> Vec<Measure> {
    let master = MasterKey::generate();
    let (database, plain) = (
        TestDatabase::create().await,
        TestDatabase::create_empty().await,
    );
    seed::fill(&database, &master, ACCOUNTS, Story::Registered).await;
    let pool = connect(&database.url());
    let keyring = Keyring::open(master, &pool).await.expect("the keys open");
    let store = Store::new(pool, Arc::new(keyring), Policy::default());
    let stream = StreamId::new(Enrollment::TYPE, entropy::new_id().to_string());
    let account_id = seed::account_id(0);
    let loaded = store
        .load::<Enrollment>(&stream, Some(&account_id), None)
        .await;
    let facts = loaded.expect("the account is there").facts;
    let [stock, inserts] = Peer::others(&plain, connect(&plain.admin_url()), facts).await;
    let [ours, stock, inserts] = [Peer::Ours(Arc::new(store)), stock, inserts].map(Arc::new);

    let next = Arc::new(AtomicUsize::new(0));
    let mut measured = CALLERS.map(|_| [Rounds::default(), Rounds::default()]);
    for _ in 0..ROUNDS {
        for ((callers, _), [by_stock, by_insert]) in CALLERS.iter().zip(&mut measured) {
            let stock = rate(&stock, *callers, &next).await;
            let ours = rate(&ours, *callers, &next).await;
            let inserts = rate(&inserts, *callers, &next).await;
            by_stock.add(ours, stock);
            by_insert.add(ours, inserts);
        }
    }
    let lines = CALLERS.iter().zip(&measured);
    lines
        .flat_map(|((callers, target), [by_stock, by_insert])| {
            let what = format!("commands/s, {callers} callers");
            [
                line(
                    &what,
                    "stock postgres-es",
                    by_stock,
                    Target::AtLeast(*target),
                ),
                line(&what, "INSERTs", by_insert, Target::None),
            ]
        })
        .collect()
}

/// How many a second are done by so many callers, each on an account of its own: after each visit
/// it goes on with a fresh one.
pub(crate) async fn rate(peer: &Arc<Peer>, callers: usize, next: &Arc<AtomicUsize>) -> f64 {
    let done = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let mut visits = JoinSet::new();
    for _ in 0..callers {
        let (peer, next, done) = (Arc::clone(peer), Arc::clone(next), Arc::clone(&done));
        visits.spawn(async move {
            while started.elapsed() < LASTS {
                let number = match *peer {
                    Peer::Ours(_) => next.fetch_add(1, Ordering::Relaxed),
                    _ => 0,
                };
                assert!(number < ACCOUNTS, "more accounts are needed");
                peer.visit(&seed::account_id(number), &done).await;
            }
        });
    }
    visits.join_all().await;
    #[expect(clippy::cast_precision_loss, reason = "it is no such number")]
    let done = done.load(Ordering::Relaxed) as f64;
    done / started.elapsed().as_secs_f64()
}

fn line(what: &str, yardstick: &str, rounds: &Rounds, target: Target) -> Measure {
    Measure {
        what: what.to_owned(),
        ours: format!("{:.0}", rounds.ours()),
        yardstick: format!("{:.0} {yardstick}", rounds.yardstick()),
        ratio: rounds.ratio(),
        target,
    }
}

fn connect(url: &str) -> sqlx::PgPool {
    database::connect(url, CONNECTIONS).expect("the URL is one")
}
