//! The work that goes on while something breaks: customers who switch on two-factor, over both
//! instances.

mod desk;
mod visit;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::{task::JoinSet, time::timeout};

pub use self::desk::{Desk, Order};
use self::visit::visit;
use super::{Ground, History};
use crate::world::eventually;

/// Customers who come one after another, each with an account of its own, until told to stop.
pub struct Customers {
    history: Arc<History>,
    stop: Arc<AtomicBool>,
    queues: JoinSet<()>,
}

impl Customers {
    /// Customers in so many queues, who do what this draws. `run` tells the accounts of one run
    /// from those of another on the same ground.
    #[must_use]
    pub fn arrive(ground: &Ground, queues: usize, run: &str, chance: &mut StdRng) -> Self {
        let history = Arc::new(History::default());
        let stop = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for queue in 0..queues {
            let desk = Desk {
                history: Arc::clone(&history),
                ..Desk::of(ground)
            };
            let stop = Arc::clone(&stop);
            let mut chance = StdRng::seed_from_u64(chance.random());
            let name = format!("{run}-{queue}");
            tasks.spawn(async move {
                for number in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    visit(&desk, &format!("{name}-{number}"), &mut chance).await;
                }
            });
        }
        Self {
            history,
            stop,
            queues: tasks,
        }
    }

    /// What they have done so far.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Waits until so many more commands were done.
    ///
    /// # Panics
    ///
    /// When that takes too long.
    pub async fn go_on(&self, commands: usize) {
        let enough = self.history.done() + commands;
        eventually("work goes on", async || self.history.done() >= enough).await;
    }

    /// Lets no more customers in and waits until those who are there have left, with every outcome
    /// known. Ask it once things have healed.
    ///
    /// # Panics
    ///
    /// When they do not leave in time, or one of them saw what must not be.
    pub async fn leave(mut self) -> Arc<History> {
        const LEAVE_WITHIN: Duration = Duration::from_secs(60);
        self.stop.store(true, Ordering::Relaxed);
        let all_left = async {
            while let Some(left) = self.queues.join_next().await {
                left.expect("a customer saw nothing that must not be");
            }
        };
        let left = timeout(LEAVE_WITHIN, all_left).await;
        left.expect("customers leave once things have healed");
        self.history
    }
}
