//! The state after one's own commit, kept for the account's next command.
//!
//! It may be stale, since other instances append too. Where something is appended on it, the
//! append's compare-and-set catches that; what is not appended is never answered from here.

use std::{any::Any, sync::Arc, time::Duration};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use countersign_domain::{AccountId, Decider, StreamId};
use moka::sync::Cache;
use tokio::time::Instant;

use super::AccountRow;

const ACCOUNTS_MAX: u64 = 4_096;
/// So long the process's clock stands in for the database's.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// What was last committed here, by account.
pub(super) struct Recent(Cache<AccountId, Kept>);

/// An aggregate and its account as they were after a commit.
pub(super) struct Known<A> {
    pub(super) state: A,
    pub(super) version: i64,
    pub(super) account: AccountRow,
    pub(super) clock: Clock,
}

/// The database's time, carried on by the process's monotonic clock. It may be behind by as much
/// as an answer of the database's takes, and never is ahead.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    read: DateTime<Utc>,
    at: Instant,
}

#[derive(Clone)]
struct Kept {
    stream: StreamId,
    state: Arc<dyn Any + Send + Sync>,
    version: i64,
    account: AccountRow,
    clock: Clock,
}

impl Recent {
    /// Takes what is known of a stream, if it was the account's last to be committed to. Who takes
    /// it puts back what it became, and nothing where that is not sure.
    pub(super) fn take<A: Decider>(
        &self,
        account_id: &AccountId,
        stream: &StreamId,
    ) -> Option<Known<A>> {
        let kept = self.0.remove(account_id)?;
        let state = kept.state.downcast_ref::<A>()?.clone();
        (kept.stream == *stream).then_some(Known {
            state,
            version: kept.version,
            account: kept.account,
            clock: kept.clock,
        })
    }

    /// Keeps what was committed.
    pub(super) fn keep<A: Decider>(&self, stream: &StreamId, known: Known<A>) {
        if known.clock.at.elapsed() > KEPT_FOR {
            return;
        }
        let kept = Kept {
            stream: stream.clone(),
            state: Arc::new(known.state),
            version: known.version,
            account: known.account,
            clock: known.clock,
        };
        self.0.insert(kept.account.account_id.clone(), kept);
    }
}

impl Default for Recent {
    fn default() -> Self {
        Self(
            Cache::builder()
                .max_capacity(ACCOUNTS_MAX)
                .time_to_live(KEPT_FOR)
                .build(),
        )
    }
}

impl Clock {
    /// The database said this just now.
    pub(super) fn read(read: DateTime<Utc>) -> Self {
        Self {
            read,
            at: Instant::now(),
        }
    }

    /// The database's time by now, to its precision.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let since = TimeDelta::from_std(self.at.elapsed()).unwrap_or(TimeDelta::MAX);
        (self.read + since).trunc_subsecs(6)
    }
}
