//! The witness: it cosigns what grew, and nothing else, whoever has the log's keys.

mod log;

mod grown;
mod lies;
mod restarts;
mod refused_starts;
mod service;
mod whole;

use countersign_tests::{
    binary::{Settings, Witness},
    ground,
};
use tempfile::TempDir;

use self::log::{API_KEY, TinyLog};

/// A log, and a folder for its witness.
struct Scene {
    log: TinyLog,
    folder: TempDir,
    settings: Settings,
}

impl Scene {
    /// A log of so many events.
    async fn of(events: usize) -> Self {
        let log = TinyLog::start(events).await;
        let folder = ground::folder("witness");
        let settings = Witness::settings(&log.url, &[TinyLog::key(1)], API_KEY, folder.path());
        Self {
            log,
            folder,
            settings,
        }
    }

    /// A witness that has cosigned all of it.
    async fn witness(&self, events: u64) -> Witness {
        let witness = Witness::start(&self.settings).await;
        witness.reaches(events).await;
        witness
    }
}
