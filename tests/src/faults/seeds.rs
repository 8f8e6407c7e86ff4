//! Seeds: what a scenario leaves to chance, so that it can be repeated.

use std::{
    env,
    io::{self, Write},
    panic::AssertUnwindSafe,
};

use futures::FutureExt;
use rand::{SeedableRng, rngs::StdRng};

/// How many seeds a scenario runs with.
const SEEDS: &str = "COUNTERSIGN_SEEDS";
/// The one seed to run with, to repeat what failed.
const SEED: &str = "COUNTERSIGN_SEED";

/// Runs a scenario with the first seeds, as many as `COUNTERSIGN_SEEDS` says, by default one; or with
/// the one that `COUNTERSIGN_SEED` says. When it fails, it says with which.
///
/// # Panics
///
/// When the scenario does.
pub async fn each_seed(scenario: impl AsyncFn(StdRng)) {
    let seeds = match number(SEED) {
        Some(seed) => seed..=seed,
        None => 1..=number(SEEDS).unwrap_or(1),
    };
    for seed in seeds {
        let run = scenario(StdRng::seed_from_u64(seed));
        let ended = AssertUnwindSafe(run).catch_unwind().await;
        assert!(
            ended.is_ok(),
            "it failed with seed {seed}; {SEED}={seed} before the command repeats it"
        );
    }
}

/// Whether many seeds are run, so that a scenario may take its time.
#[must_use]
pub fn is_soak() -> bool {
    number(SEEDS).is_some_and(|seeds| seeds > 1)
}

/// Says on the tests' output what a scenario does or leaves out here. What is printed would be shown
/// of one that fails alone.
pub fn say(what: &str) {
    let _ = writeln!(io::stderr(), "{what}");
}

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().expect("a number of seeds, or a seed"))
}
