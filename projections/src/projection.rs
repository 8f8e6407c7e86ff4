//! What a projection is to whoever runs it.

use countersign_domain::LoggedEvent;
use sqlx::PgConnection;

/// A read model that is built from the log and from nothing else, so that it can be dropped and
/// built again.
///
/// Its rows carry a generation. Readers see the generation that serves; another one may be filled
/// beside it.
pub trait Projection: Send + Sync + 'static {
    /// Its name, in the table of checkpoints and on the command line.
    const NAME: &'static str;

    /// Folds the next events of the log, in its order and without a gap, into the rows of one
    /// generation. The caller moves the checkpoint on in the same transaction.
    fn project(
        connection: &mut PgConnection,
        generation: i64,
        events: &[LoggedEvent],
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Deletes up to `rows_max` rows of a generation that serves no more, and says how many it
    /// deleted: 0 once none is left. By their places (`ctid`) and not by their keys: the planner takes
    /// thousands of keys for ten, and then compares each row with each of them.
    fn forget(
        connection: &mut PgConnection,
        generation: i64,
        rows_max: i64,
    ) -> impl Future<Output = Result<u64, sqlx::Error>> + Send;
}
