//! Commands of one account take turns within the process.
//!
//! Without it the commands of a busy account would lose to each other over and over; with it,
//! only another instance is left to lose to.

use std::hash::{DefaultHasher, Hash, Hasher};

use countersign_domain::AccountId;
use tokio::sync::{Mutex, MutexGuard};

/// Queues to stand in. Two accounts may share one, which costs a wait and nothing else, since a
/// command stands in one queue only.
const QUEUES: usize = 4_096;

pub(super) struct Turns(Vec<Mutex<()>>);

impl Turns {
    pub(super) async fn take(&self, account_id: &AccountId) -> MutexGuard<'_, ()> {
        let mut hasher = DefaultHasher::new();
        account_id.hash(&mut hasher);
        let queue = usize::try_from(hasher.finish() % QUEUES as u64).unwrap_or_default();
        self.0[queue].lock().await
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self((0..QUEUES).map(|_| Mutex::default()).collect())
    }
}
