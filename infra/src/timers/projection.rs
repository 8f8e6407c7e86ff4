//! When each setup runs out.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use countersign_domain::{EnrollmentId, LoggedEvent};
use countersign_handlers::{TimerChange, timer_change};
use countersign_projections::Projection;
use sqlx::PgConnection;
use uuid::Uuid;

/// One row a setup under way, with the time at which it ends by itself.
pub struct SetupTimers;

impl Projection for SetupTimers {
    const NAME: &'static str = "setup_timers";

    async fn project(
        connection: &mut PgConnection,
        generation: i64,
        events: &[LoggedEvent],
    ) -> Result<(), sqlx::Error> {
        let changes = fold(events);
        let cleared = changes.iter().filter(|(_, due_at)| due_at.is_none());
        let cleared: Vec<Uuid> = cleared.map(|(id, _)| id.0).collect();
        let set = changes
            .iter()
            .filter_map(|(id, due_at)| Some((id.0, (*due_at)?)));
        let (enrollment_ids, due): (Vec<Uuid>, Vec<DateTime<Utc>>) = set.unzip();
        if !cleared.is_empty() {
            clear(connection, generation, cleared).await?;
        }
        if !enrollment_ids.is_empty() {
            set_due(connection, generation, enrollment_ids, due).await?;
        }
        Ok(())
    }

    async fn forget(
        connection: &mut PgConnection,
        generation: i64,
        rows_max: i64,
    ) -> Result<u64, sqlx::Error> {
        let deleted = sqlx::query(
            "DELETE FROM setup_timers WHERE ctid = ANY (ARRAY (
                 SELECT ctid FROM setup_timers WHERE generation = $1 LIMIT $2))",
        )
        .bind(generation)
        .bind(rows_max)
        .execute(connection)
        .await?;
        Ok(deleted.rows_affected())
    }
}

/// What each timer comes to by the end of the batch: when it rings, or `None` for never.
fn fold(events: &[LoggedEvent]) -> BTreeMap<EnrollmentId, Option<DateTime<Utc>>> {
    let changes = events.iter().filter_map(timer_change);
    changes
        .map(|change| match change {
            TimerChange::Set {
                enrollment_id,
                due_at,
            } => (enrollment_id, Some(due_at)),
            TimerChange::Clear { enrollment_id } => (enrollment_id, None),
        })
        .collect()
}

async fn clear(
    connection: &mut PgConnection,
    generation: i64,
    enrollment_ids: Vec<Uuid>,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM setup_timers WHERE generation = $1 AND enrollment_id = ANY ($2)")
        .bind(generation)
        .bind(enrollment_ids)
        .execute(connection)
        .await?;
    Ok(())
}

async fn set_due(
    connection: &mut PgConnection,
    generation: i64,
    enrollment_ids: Vec<Uuid>,
    due: Vec<DateTime<Utc>>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO setup_timers (generation, enrollment_id, due_at)
         SELECT $1, * FROM unnest($2::uuid[], $3::timestamptz[])
         ON CONFLICT (generation, enrollment_id) DO UPDATE SET due_at = excluded.due_at",
    )
    .bind(generation)
    .bind(enrollment_ids)
    .bind(due)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use countersign_domain::{EnrollmentEvent, StreamId};

    use super::*;

    const SETUP: EnrollmentId = EnrollmentId(Uuid::from_u128(1));

    fn history(events: impl IntoIterator<Item = EnrollmentEvent>) -> Vec<LoggedEvent> {
        (1..)
            .zip(events)
            .map(|(position, event)| LoggedEvent {
                position,
                event_id: Uuid::nil(),
                recorded_at: DateTime::UNIX_EPOCH,
                stream: StreamId::new("enrollment", SETUP.to_string()),
                version: position,
                account_id: "demo".parse().expect("an account id"),
                account_version: position,
                event: event.into(),
            })
            .collect()
    }

    fn password_verified(setup_expires_at: DateTime<Utc>) -> EnrollmentEvent {
        EnrollmentEvent::PasswordVerified { setup_expires_at }
    }

    #[test]
    fn a_timer_rings_when_the_last_command_said() {
        let (earlier, later) = (DateTime::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC);
        let events = history([
            password_verified(earlier),
            password_verified(later),
            EnrollmentEvent::CodeSent { number: 1 },
        ]);
        assert_eq!(fold(&events), BTreeMap::from([(SETUP, Some(later))]));
    }

    #[test]
    fn a_setup_that_ended_has_no_timer() {
        let events = history([
            password_verified(DateTime::UNIX_EPOCH),
            EnrollmentEvent::SetupCancelled {},
        ]);
        assert_eq!(fold(&events), BTreeMap::from([(SETUP, None)]));
    }
}
