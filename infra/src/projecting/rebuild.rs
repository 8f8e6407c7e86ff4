//! Rebuilding a projection beside the one that readers see.

use countersign_projections::{AccountSecurity, ChallengeFunnel, EnrollmentFunnel, Projection};
use sqlx::PgPool;
use thiserror::Error;

use super::{generations, step};
use crate::{
    store::{Failure, log},
    timers::Timers,
};

/// How far a rebuild has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The last event whose rows are in.
    pub position: i64,
    /// The last event of the log.
    pub head: i64,
}

/// Why a projection was not rebuilt.
#[derive(Debug, Error)]
pub enum RebuildFailure {
    /// There is none of that name.
    #[error("there is no projection {name}; there are {}", NAMES.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// It is being rebuilt. A rebuild whose caller ended goes on in the running service.
    #[error("the projection {name} is being rebuilt already")]
    UnderWay {
        /// Which.
        name: String,
    },
    /// It could not be done; what was done is gone on with by the running service.
    #[error("the rebuild failed")]
    Failed(#[from] Failure),
}

const NAMES: [&str; 4] = [
    AccountSecurity::NAME,
    EnrollmentFunnel::NAME,
    ChallengeFunnel::NAME,
    Timers::NAME,
];

/// Builds a projection anew from the whole log and, in the transaction in which it has caught up,
/// lets it take the place of the one that readers see. Runs in the caller's process, whether or not
/// a service runs, and shares the work with one that does.
pub async fn rebuild(
    pool: &PgPool,
    name: &str,
    progress: impl FnMut(Progress) + Send,
) -> Result<(), RebuildFailure> {
    match name {
        AccountSecurity::NAME => rebuild_one::<AccountSecurity>(pool, progress).await,
        EnrollmentFunnel::NAME => rebuild_one::<EnrollmentFunnel>(pool, progress).await,
        ChallengeFunnel::NAME => rebuild_one::<ChallengeFunnel>(pool, progress).await,
        Timers::NAME => rebuild_one::<Timers>(pool, progress).await,
        _ => Err(RebuildFailure::Unknown {
            name: name.to_owned(),
        }),
    }
}

async fn rebuild_one<P: Projection>(
    pool: &PgPool,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<(), RebuildFailure> {
    let generation = begin(pool, P::NAME).await?;
    while let Filled::UpTo(position) = fill::<P>(pool, generation).await? {
        let mut connection = pool.acquire().await.map_err(Failure::from)?;
        let head = log::head(&mut connection).await.map_err(Failure::from)?;
        progress(Progress { position, head });
    }
    clear::<P>(pool).await?;
    Ok(())
}

/// How far a generation is filled.
pub(super) enum Filled {
    /// Up to this position; it does not serve yet.
    UpTo(i64),
    /// It serves, or did.
    Serving,
}

/// One step of filling a generation, or at the end of the log its taking over.
pub(super) async fn fill<P: Projection>(pool: &PgPool, generation: i64) -> Result<Filled, Failure> {
    let Some(step) = step::step::<P>(pool, generation).await? else {
        return Ok(Filled::Serving);
    };
    let taken_over = step.events == 0 && generations::take_over(pool, P::NAME, generation).await?;
    Ok(if taken_over {
        Filled::Serving
    } else {
        Filled::UpTo(step.position)
    })
}

/// Every event is about to be read again, so what could not be read before is discarded here and
/// dead again where it still cannot be.
async fn begin(pool: &PgPool, name: &str) -> Result<i64, RebuildFailure> {
    let discard = async {
        generations::ensure(pool, name).await?;
        let generation = generations::add(pool, name).await?;
        if generation.is_some() {
            sqlx::query(
                "UPDATE deliveries SET state = 'discarded', updated_at = wall_clock()
                 WHERE handler = 'projection/' || $1 AND state = 'dead'",
            )
            .bind(name)
            .execute(pool)
            .await?;
        }
        Ok::<_, sqlx::Error>(generation)
    };
    discard
        .await
        .map_err(Failure::from)?
        .ok_or_else(|| RebuildFailure::UnderWay {
            name: name.to_owned(),
        })
}

/// Forgets every generation that another one has replaced.
async fn clear<P: Projection>(pool: &PgPool) -> Result<(), Failure> {
    for generation in generations::look(pool, P::NAME).await? {
        if generation.retired {
            while generations::forget::<P>(pool, generation.number).await? {}
        }
    }
    Ok(())
}
