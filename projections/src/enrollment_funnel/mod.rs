//! The enrollment funnel: how far setups get, and how long each step takes.

mod passage;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use countersign_domain::{EnrollmentId, Event, LoggedEvent};
use sqlx::PgConnection;

use crate::Projection;
use passage::Passage;

pub use read::{FunnelBucket, MedianSeconds, read};

/// One row an enrollment, with the time at which it came by each step.
pub struct EnrollmentFunnel;

impl Projection for EnrollmentFunnel {
    const NAME: &'static str = "enrollment_funnel";

    async fn project(
        connection: &mut PgConnection,
        generation: i64,
        events: &[LoggedEvent],
    ) -> Result<(), sqlx::Error> {
        let events = of_enrollments(events);
        if events.is_empty() {
            return Ok(());
        }
        let known = passage::load(connection, generation, &events).await?;
        passage::write(connection, generation, &fold(known, &events)).await
    }

    async fn forget(
        connection: &mut PgConnection,
        generation: i64,
        rows_max: i64,
    ) -> Result<u64, sqlx::Error> {
        let deleted = sqlx::query(
            "DELETE FROM enrollment_funnel WHERE ctid = ANY (ARRAY (
                 SELECT ctid FROM enrollment_funnel WHERE generation = $1 LIMIT $2))",
        )
        .bind(generation)
        .bind(rows_max)
        .execute(connection)
        .await?;
        Ok(deleted.rows_affected())
    }
}

type Passages = BTreeMap<EnrollmentId, Passage>;

fn of_enrollments(events: &[LoggedEvent]) -> Vec<(EnrollmentId, &LoggedEvent)> {
    events
        .iter()
        .filter(|logged| matches!(logged.event, Event::Enrollment(_)))
        .filter_map(|logged| Some((logged.stream.aggregate_id.parse().ok()?, logged)))
        .collect()
}

/// Events of an enrollment whose start is unknown change nothing.
fn fold(mut passages: Passages, events: &[(EnrollmentId, &LoggedEvent)]) -> Passages {
    for (enrollment_id, logged) in events {
        if let Event::Enrollment(event) = &logged.event {
            let before = passages.remove(enrollment_id);
            if let Some(after) = Passage::evolve(before, event, logged.recorded_at) {
                passages.insert(*enrollment_id, after);
            }
        }
    }
    passages
}
