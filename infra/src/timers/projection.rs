//! When each setup and challenge runs out.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use countersign_domain::{LoggedEvent, StreamId};
use countersign_handlers::{TimerChange, timer_change};
use countersign_projections::Projection;
use sqlx::PgConnection;

/// One row a setup or challenge under way, with the time at which it ends by itself.
pub struct Timers;

impl Projection for Timers {
    const NAME: &'static str = "timers";

    async fn project(
        connection: &mut PgConnection,
        generation: i64,
        events: &[LoggedEvent],
    ) -> Result<(), sqlx::Error> {
        let changes = fold(events);
        let (mut set, mut cleared) = (vec![], vec![]);
        for (stream, change) in &changes {
            match change {
                TimerChange::Set(due_at) => set.push((*stream, *due_at)),
                TimerChange::Clear => cleared.push(*stream),
            }
        }
        if !cleared.is_empty() {
            clear(connection, generation, &cleared).await?;
        }
        if !set.is_empty() {
            set_due(connection, generation, &set).await?;
        }
        Ok(())
    }

    async fn forget(
        connection: &mut PgConnection,
        generation: i64,
        rows_max: i64,
    ) -> Result<u64, sqlx::Error> {
        let deleted = sqlx::query(
            "DELETE FROM timers WHERE ctid = ANY (ARRAY (
                 SELECT ctid FROM timers WHERE generation = $1 LIMIT $2))",
        )
        .bind(generation)
        .bind(rows_max)
        .execute(connection)
        .await?;
        Ok(deleted.rows_affected())
    }
}

/// What each timer comes to by the end of the batch.
fn fold(events: &[LoggedEvent]) -> BTreeMap<&StreamId, TimerChange> {
    let changes = events.iter();
    changes
        .filter_map(|event| Some((&event.stream, timer_change(event)?)))
        .collect()
}

async fn clear(
    connection: &mut PgConnection,
    generation: i64,
    streams: &[&StreamId],
) -> Result<(), sqlx::Error> {
    let (types, ids) = columns(streams.iter().copied());
    sqlx::query(
        "DELETE FROM timers t USING unnest($2::text[], $3::text[]) AS c (type, id)
         WHERE t.generation = $1 AND t.aggregate_type = c.type AND t.aggregate_id = c.id",
    )
    .bind(generation)
    .bind(types)
    .bind(ids)
    .execute(connection)
    .await?;
    Ok(())
}

async fn set_due(
    connection: &mut PgConnection,
    generation: i64,
    timers: &[(&StreamId, DateTime<Utc>)],
) -> Result<(), sqlx::Error> {
    let (types, ids) = columns(timers.iter().map(|(stream, _)| *stream));
    let due: Vec<_> = timers.iter().map(|(_, due_at)| *due_at).collect();
    sqlx::query(
        "INSERT INTO timers (generation, aggregate_type, aggregate_id, due_at)
         SELECT $1, * FROM unnest($2::text[], $3::text[], $4::timestamptz[])
         ON CONFLICT (generation, aggregate_type, aggregate_id)
         DO UPDATE SET due_at = excluded.due_at",
    )
    .bind(generation)
    .bind(types)
    .bind(ids)
    .bind(due)
    .execute(connection)
    .await?;
    Ok(())
}

fn columns<'a>(streams: impl Iterator<Item = &'a StreamId>) -> (Vec<&'a str>, Vec<&'a str>) {
    streams
        .map(|stream| (stream.aggregate_type.as_str(), stream.aggregate_id.as_str()))
        .unzip()
}

#[cfg(test)]
mod tests {
    use countersign_domain::{EnrollmentEvent, EnrollmentId};
    use uuid::Uuid;

    use super::*;

    fn stream() -> StreamId {
        let enrollment_id = EnrollmentId(Uuid::from_u128(1));
        StreamId::new("enrollment", enrollment_id.to_string())
    }

    fn history(events: impl IntoIterator<Item = EnrollmentEvent>) -> Vec<LoggedEvent> {
        (1..)
            .zip(events)
            .map(|(position, event)| LoggedEvent {
                position,
                event_id: Uuid::nil(),
                recorded_at: DateTime::UNIX_EPOCH,
                stream: stream(),
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
        let stream = stream();
        assert_eq!(
            fold(&events),
            BTreeMap::from([(&stream, TimerChange::Set(later))])
        );
    }

    #[test]
    fn a_setup_that_ended_has_no_timer() {
        let events = history([
            password_verified(DateTime::UNIX_EPOCH),
            EnrollmentEvent::SetupCancelled {},
        ]);
        let stream = stream();
        assert_eq!(
            fold(&events),
            BTreeMap::from([(&stream, TimerChange::Clear)])
        );
    }
}
