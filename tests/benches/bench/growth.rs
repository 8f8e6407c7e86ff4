//! Row 5: an append and a read at a million accounts, against the same at a thousand.

use std::time::{Duration, Instant};

use countersign::{keys::MasterKey, projecting};
use countersign_domain::Policy;
use countersign_tests::{database::TestDatabase, engine::Engine};
use tokio::time::sleep;

use crate::{
    rounds::{ROUNDS, Rounds, median, seconds},
    seed::{self, account_id},
    story::Story,
    table::{Measure, Target},
};

const SMALL: usize = 1_000;
const LARGE: usize = 1_000_000;
/// Of each a round: no account comes twice, so that nothing is remembered of it.
const TIMES: usize = 100;
const WHAT: [&str; 3] = ["append", "read of one's own write", "read"];

const CATCHES_UP_WITHIN: Duration = Duration::from_secs(1_200);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

pub(crate) async fn measure() -> Vec<Measure> {
    let (small, large) = (Place::of(SMALL).await, Place::of(LARGE).await);
    let mut rounds = WHAT.map(|_| Rounds::default());
    for round in 0..ROUNDS {
        let small = small.round(round).await;
        let large = large.round(round).await;
        for ((rounds, large), small) in rounds.iter_mut().zip(large).zip(small) {
            rounds.add(large, small);
        }
    }
    let lines = WHAT.iter().zip(&rounds);
    lines
        .map(|(what, rounds)| Measure {
            what: format!("{what}, at {LARGE} accounts"),
            ours: format!("{:.2} ms", rounds.ours() * 1e3),
            yardstick: format!("{:.2} ms at {SMALL}", rounds.yardstick() * 1e3),
            ratio: rounds.ratio(),
            target: Target::AtMost(1.3),
        })
        .collect()
}

/// So many accounts with five events each, and an engine on them.
struct Place {
    accounts: usize,
    engine: Engine,
    _database: TestDatabase,
}

impl Place {
    async fn of(accounts: usize) -> Self {
        let database = TestDatabase::create().await;
        let master = MasterKey::generate();
        seed::fill(&database, &master, accounts, Story::GaveUp).await;
        let engine = Engine::start(&database, &master, Policy::default()).await;
        wait_until_caught_up(&engine).await;
        Self {
            accounts,
            engine,
            _database: database,
        }
    }

    /// The medians of a round, in seconds.
    async fn round(&self, round: usize) -> [f64; 3] {
        let mut taken = WHAT.map(|_| Vec::new());
        for time in round * TIMES..(round + 1) * TIMES {
            // Spread over all of them, and half a turn from one another.
            let number = time * (self.accounts / (ROUNDS * TIMES));
            let other = (number + self.accounts / 2) % self.accounts;
            let [written, other] = [number, other].map(account_id);
            let append = seconds(async {
                let started = Box::pin(self.engine.start_setup(written.as_str()));
                started.await.expect("it is the account's first for hours");
            });
            taken[0].push(append.await);
            for (read, account_id) in [(1, &written), (2, &other)] {
                let reading = seconds(async {
                    let reading = self.engine.reads.security(account_id).await;
                    reading.expect("it is read").expect("there is the account");
                });
                taken[read].push(reading.await);
            }
        }
        taken.map(|taken| median(&taken))
    }
}

async fn wait_until_caught_up(engine: &Engine) {
    let deadline = Instant::now() + CATCHES_UP_WITHIN;
    loop {
        let projections = projecting::list(engine.store.pool()).await;
        let projections = projections.expect("the database is there");
        if projections.len() == 4 && projections.iter().all(|one| one.lag_events == 0) {
            return;
        }
        assert!(
            Instant::now() < deadline,
            "waited in vain for the projectors"
        );
        sleep(LOOK_AGAIN).await;
    }
}
