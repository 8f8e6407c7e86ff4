//! Rounds: ours and the yardstick by turns, so that both have the same luck with the machine.

use std::{
    future::Future,
    time::{Duration, Instant},
};

/// How often each is measured.
pub(crate) const ROUNDS: usize = 5;

/// What ours and a yardstick came to, round by round.
#[derive(Default)]
pub(crate) struct Rounds {
    ours: Vec<f64>,
    yardstick: Vec<f64>,
}

impl Rounds {
    /// Adds a round.
    pub(crate) fn add(&mut self, ours: f64, yardstick: f64) {
        self.ours.push(ours);
        self.yardstick.push(yardstick);
    }

    /// The median of ours.
    pub(crate) fn ours(&self) -> f64 {
        median(&self.ours)
    }

    /// The median of the yardstick.
    pub(crate) fn yardstick(&self) -> f64 {
        median(&self.yardstick)
    }

    /// The median of each round's ratio.
    pub(crate) fn ratio(&self) -> f64 {
        let ratios = self.ours.iter().zip(&self.yardstick);
        median(
            &ratios
                .map(|(ours, yardstick)| ours / yardstick)
                .collect::<Vec<_>>(),
        )
    }
}

/// The middle one.
pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value that this share of them is not above.
pub(crate) fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "there are few values"
    )]
    let index = (share * (sorted.len() - 1) as f64).round() as usize;
    sorted[index]
}

/// How long it takes, in seconds.
pub(crate) async fn seconds<T>(work: impl Future<Output = T>) -> f64 {
    let started = Instant::now();
    work.await;
    started.elapsed().as_secs_f64()
}

/// A duration in milliseconds.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
