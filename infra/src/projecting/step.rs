//! One step of one generation: the next events of the log become rows.

use countersign_domain::{AccountId, LoggedEvent, Unreadable};
use countersign_projections::Projection;
use sqlx::{PgConnection, PgPool};
use tokio::task::JoinHandle;

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

/// The most pages that one transaction takes: as many as keep the checkpoint's cost from showing.
const PAGES_MAX: usize = 10;

/// A step that was taken.
pub(super) struct Step {
    /// The generation's position afterwards.
    pub(super) position: i64,
    /// Events read; none at the end of the log.
    pub(super) events: i64,
}

/// Projects the next events of the log into a generation, in one transaction with its checkpoint;
/// `None` where there is no such generation.
pub(super) async fn step<P: Projection>(
    pool: &PgPool,
    generation: i64,
) -> Result<Option<Step>, Failure> {
    let mut transaction = pool.begin_with(BEGIN).await?;
    let Some(after) = lock(&mut transaction, P::NAME, generation).await? else {
        return Ok(None);
    };
    let mut position = after;
    let mut page = Page::read(&mut transaction, after).await?;
    for page_number in 1..=PAGES_MAX {
        position = page.position;
        // What follows is read, on a connection of its own, while this is projected.
        let next = (page.is_full && page_number < PAGES_MAX).then(|| read_ahead(pool, position));
        for (event, unreadable) in &page.unreadable {
            give_up(&mut transaction, P::NAME, event, unreadable).await?;
        }
        if !page.events.is_empty() {
            P::project(&mut transaction, generation, &page.events).await?;
        }
        match next {
            Some(next) => page = next.await.map_err(|_| Failure::Stopping)??,
            None => break,
        }
    }
    if position > after {
        StopPoint::RowsWritten.pass();
        sqlx::query(
            "UPDATE projections SET position = $3, updated_at = wall_clock()
             WHERE name = $1 AND generation = $2",
        )
        .bind(P::NAME)
        .bind(generation)
        .bind(position)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
    }
    Ok(Some(Step {
        position,
        events: position - after,
    }))
}

/// The next events of the log, as far as one read goes.
struct Page {
    events: Vec<LoggedEvent>,
    unreadable: Vec<(StoredEvent, Unreadable)>,
    /// Of the last one; where the page begins, if there is none.
    position: i64,
    /// There may be more.
    is_full: bool,
}

impl Page {
    async fn read(connection: &mut PgConnection, after: i64) -> Result<Self, Failure> {
        let stored = read_log(connection, after, PAGE_EVENTS_MAX).await?;
        require_dense(after, &stored)?;
        let mut page = Self {
            events: Vec::with_capacity(stored.len()),
            unreadable: vec![],
            position: stored.last().map_or(after, |last| last.position),
            is_full: i64::try_from(stored.len()) == Ok(PAGE_EVENTS_MAX),
        };
        for event in stored {
            match event.read() {
                Ok(logged) => page.events.push(logged),
                Err(unreadable) => page.unreadable.push((event, unreadable)),
            }
        }
        Ok(page)
    }
}

fn read_ahead(pool: &PgPool, after: i64) -> JoinHandle<Result<Page, Failure>> {
    let pool = pool.clone();
    tokio::spawn(async move {
        let mut connection = pool.acquire().await?;
        Page::read(&mut connection, after).await
    })
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
        challenge_id = event.challenge_id(),
        request_id = event.metadata.get("request_id"),
        trace_id = event.metadata.get("trace_id"),
        error = %with_causes(unreadable),
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
