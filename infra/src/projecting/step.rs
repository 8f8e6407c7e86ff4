//! One step of one generation: the next events of the log become rows.

use std::error::Error;

use countersign_domain::{AccountId, LoggedEvent, Unreadable};
use countersign_projections::Projection;
use sqlx::{PgConnection, PgPool};

use crate::{
    causes::with_causes,
    stop_point::StopPoint,
    store::{
        Failure,
        log::{PAGE_EVENTS_MAX, StoredEvent, read_log},
    },
};

/// What is projected can be projected again, and rows and checkpoint are lost together or not at
/// all: no step waits for the disk.
const BEGIN: &str = "BEGIN; SET LOCAL synchronous_commit = off";

/// A step that was taken.
pub(super) struct Step {
    /// The generation's position afterwards.
    pub(super) position: i64,
    /// Events read; none at the end of the log.
    pub(super) events: usize,
}

/// Projects the next events of the log into a generation, in one transaction with its checkpoint;
/// `None` where there is no such generation.
pub(super) async fn step<P: Projection>(
    pool: &PgPool,
    generation: i64,
) -> Result<Option<Step>, Failure> {
    let mut transaction = pool.begin_with(BEGIN).await?;
    let Some(position) = lock(&mut transaction, P::NAME, generation).await? else {
        return Ok(None);
    };
    let stored = read_log(&mut transaction, position, PAGE_EVENTS_MAX).await?;
    require_dense(position, &stored)?;
    let Some(last) = stored.last() else {
        return Ok(Some(Step {
            position,
            events: 0,
        }));
    };
    let mut events: Vec<LoggedEvent> = Vec::with_capacity(stored.len());
    for event in &stored {
        match event.read() {
            Ok(logged) => events.push(logged),
            Err(unreadable) => give_up(&mut transaction, P::NAME, event, &unreadable).await?,
        }
    }
    P::project(&mut transaction, generation, &events).await?;
    StopPoint::RowsWritten.pass();
    sqlx::query(
        "UPDATE projections SET position = $3, updated_at = wall_clock()
         WHERE name = $1 AND generation = $2",
    )
    .bind(P::NAME)
    .bind(generation)
    .bind(last.position)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Some(Step {
        position: last.position,
        events: stored.len(),
    }))
}

/// The fence: who holds this row's lock is the only one to write the generation's rows, and its
/// position is the truth until the commit.
async fn lock(
    connection: &mut PgConnection,
    name: &str,
    generation: i64,
) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT position FROM projections WHERE name = $1 AND generation = $2 FOR UPDATE",
    )
    .bind(name)
    .bind(generation)
    .fetch_optional(connection)
    .await
}

/// Nothing is skipped: a log with a hole stops its readers.
fn require_dense(after: i64, events: &[StoredEvent]) -> Result<(), Failure> {
    for (expected, event) in (after + 1..).zip(events) {
        if event.position != expected {
            return Err(Failure::Gap {
                after: expected - 1,
                found: event.position,
            });
        }
    }
    Ok(())
}

/// Keeps what cannot be read as a dead letter, so that one event does not hold up all others.
async fn give_up(
    connection: &mut PgConnection,
    name: &str,
    event: &StoredEvent,
    unreadable: &Unreadable,
) -> Result<(), sqlx::Error> {
    tracing::error!(
        projection = name,
        position = event.position,
        account_id = event.account_id.as_ref().map(AccountId::as_str),
        enrollment_id = event.enrollment_id(),
        request_id = event.metadata.get("request_id"),
        trace_id = event.metadata.get("trace_id"),
        error = unreadable as &dyn Error,
        "an event is left out of a projection"
    );
    sqlx::query(
        "INSERT INTO deliveries (handler, event_id, position, account_id, state, due_at, reason)
         VALUES ('projection/' || $1, $2, $3, $4, 'dead', wall_clock(), $5)
         ON CONFLICT (handler, event_id) DO UPDATE
         SET state = excluded.state, reason = excluded.reason, updated_at = excluded.updated_at",
    )
    .bind(name)
    .bind(event.event_id)
    .bind(event.position)
    .bind(event.account_id.as_ref().map(AccountId::as_str))
    .bind(with_causes(unreadable))
    .execute(connection)
    .await?;
    Ok(())
}
