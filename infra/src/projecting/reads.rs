//! Reads that reflect every command that was answered before them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use countersign_domain::AccountId;
use countersign_projections::{
    AccountSecurity, EnrollmentFunnel, Projection,
    account_security::{self, Look, Reading},
    enrollment_funnel::{self, Bucket, FunnelBucket},
};
use sqlx::PgPool;
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

use super::changed;
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
    /// The positions that this instance's projectors have come to.
    pub(super) security: watch::Receiver<i64>,
    pub(super) funnel: watch::Receiver<i64>,
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
    pub async fn funnel(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        bucket: Bucket,
    ) -> Result<Vec<FunnelBucket>, Failure> {
        let head = {
            let mut connection = self.pool.acquire().await?;
            log::head(&mut connection).await?
        };
        wait_for(EnrollmentFunnel::NAME, self.funnel.clone(), || async {
            let reached: bool = sqlx::query_scalar(
                "SELECT EXISTS (SELECT FROM projections
                                WHERE name = $1 AND serving AND position >= $2)",
            )
            .bind(EnrollmentFunnel::NAME)
            .bind(head)
            .fetch_one(&self.pool)
            .await?;
            Ok(reached.then_some(()))
        })
        .await?;
        Ok(enrollment_funnel::read(&self.pool, from, to, bucket).await?)
    }
}

/// Looks until there is something, at each signal of the projector and now and then besides.
async fn wait_for<T, F>(
    name: &'static str,
    mut projected: watch::Receiver<i64>,
    mut look: impl FnMut() -> F,
) -> Result<T, Failure>
where
    F: Future<Output = Result<Option<T>, sqlx::Error>>,
{
    let deadline = Instant::now() + Duration::from_secs(WAIT_SECONDS);
    loop {
        // Registered before looking: what is projected while this looks wakes it again.
        projected.borrow_and_update();
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
        let next_look = deadline.min(now + Duration::from_millis(POLL_MILLISECONDS));
        // Signalled or not, the next look tells.
        let _ = timeout_at(next_look, changed(&mut projected)).await;
    }
}
