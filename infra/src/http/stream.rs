//! One stream, folded where nothing is decided.

use countersign_domain::{Decider, read_serialized};
use cqrs_es::persist::{PersistedEventRepository, PersistenceError};
use postgres_es::PostgresEventRepository;

use super::Api;
use crate::store::Failure;

/// An aggregate and the events in its stream, read by what postgres-es offers for it.
pub(super) async fn fold<A: Decider>(api: &Api, aggregate_id: &str) -> Result<(A, i64), Failure> {
    let repository = PostgresEventRepository::new(api.store.pool().clone());
    let events = repository
        .get_events::<A>(aggregate_id)
        .await
        .map_err(failure)?;
    let version = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let mut aggregate = A::default();
    for event in events {
        aggregate.apply(read_serialized::<A>(event)?);
    }
    Ok((aggregate, version))
}

/// Reading fails where the database does not answer, and for no other reason.
fn failure(error: PersistenceError) -> Failure {
    sqlx::Error::AnyDriverError(Box::new(error)).into()
}
