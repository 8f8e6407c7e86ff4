//! Reads that reflect every command that was answered before them.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use countersign_domain::AccountId;
use countersign_projections::{
    AccountSecurity, Bucket, ChallengeFunnel, EnrollmentFunnel, Projection,
    account_security::{self, Look, Reading},
    challenge_funnel::{self, ChallengeBucket},
    enrollment_funnel::{self, FunnelBucket},
};
use sqlx::PgPool;
use tokio::{
    sync::{Notify, watch},
    time::{Instant, timeout_at},
};

use crate::store::{Failure, log};

/// How long a read waits for its projection before it fails.
const WAIT_SECONDS: u64 = 5;

/// How often a waiting read looks by itself, since another instance may project what it waits for.
const POLL_MILLISECONDS: u64 = 25;

/// The read models, never stale: each waits until it reflects what was committed before, and fails
/// with [`Failure::Lagging`] where that takes too long.
#[derive(Clone)]
pub struct Reads {
    pub(super) pool: PgPool,
    pub(super) security: Projected,
    pub(super) enrollments: Projected,
    pub(super) challenges: Projected,
}

/// One of this instance's projectors, as its readers see it.
#[derive(Clone)]
pub(super) struct Projected {
    /// The position it has come to.
    pub(super) position: watch::Receiver<i64>,
    /// Wakes it.
    pub(super) wanted: Arc<Notify>,
}

impl Reads {
    /// The security of an account; `None` where there is no such account.
    pub async fn security(&self, account_id: &AccountId) -> Result<Option<Reading>, Failure> {
        wait_for(AccountSecurity::NAME, self.security.clone(), || async {
            Ok(
                match account_security::read(&self.pool, account_id).await? {
                    Look::NoAccount => Some(None),
                    Look::Behind => None,
                    Look::Current(reading) => Some(Some(reading)),
                },
            )
        })
        .await
    }

    /// The enrollments started from `from` (inclusive) to `to` (exclusive), in buckets of UTC.
    pub async fn enrollment_funnel(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        bucket: Bucket,
    ) -> Result<Vec<FunnelBucket>, Failure> {
        self.reach_head::<EnrollmentFunnel>(&self.enrollments)
            .await?;
        Ok(enrollment_funnel::read(&self.pool, from, to, bucket).await?)
    }

    /// The challenges opened from `from` (inclusive) to `to` (exclusive), in buckets of UTC.
    pub async fn challenge_funnel(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        bucket: Bucket,
    ) -> Result<Vec<ChallengeBucket>, Failure> {
        self.reach_head::<ChallengeFunnel>(&self.challenges).await?;
        Ok(challenge_funnel::read(&self.pool, from, to, bucket).await?)
    }

    /// Waits until a projection has come to where the log's head is now.
    async fn reach_head<P: Projection>(&self, projected: &Projected) -> Result<(), Failure> {
        let head = {
            let mut connection = self.pool.acquire().await?;
            log::head(&mut connection).await?
        };
        wait_for(P::NAME, projected.clone(), || async {
            let reached: bool = sqlx::query_scalar(
                "SELECT EXISTS (SELECT FROM projections
                                WHERE name = $1 AND serving AND position >= $2)",
            )
            .bind(P::NAME)
            .bind(head)
            .fetch_one(&self.pool)
            .await?;
            Ok(reached.then_some(()))
        })
        .await
    }
}

/// Wakes the projector and looks until there is something, at each of its signals and now and then
/// besides.
async fn wait_for<T, F>(
    name: &'static str,
    mut projected: Projected,
    mut look: impl FnMut() -> F,
) -> Result<T, Failure>
where
    F: Future<Output = Result<Option<T>, sqlx::Error>>,
{
    let deadline = Instant::now() + Duration::from_secs(WAIT_SECONDS);
    loop {
        // Registered before looking: what is projected while this looks wakes it again.
        projected.position.borrow_and_update();
        if let Some(found) = look().await? {
            return Ok(found);
        }
        let now = Instant::now();
        if now >= deadline {
            return Err(Failure::Lagging {
                name,
                seconds: WAIT_SECONDS,
            });
        }
        projected.wanted.notify_one();
        let next_look = deadline.min(now + Duration::from_millis(POLL_MILLISECONDS));
        // Signalled or not, the next look tells.
        let _ = timeout_at(next_look, changed(&mut projected.position)).await;
    }
}

/// Waits for the next change. A projector that is gone has none to tell of: then this waits for ever,
/// and whoever calls it goes by the poll beside it.
async fn changed(signal: &mut watch::Receiver<i64>) {
    if signal.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}
