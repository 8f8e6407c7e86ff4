//! The passage of one enrollment through the funnel, and its row.

use chrono::{DateTime, Utc};
use countersign_domain::{EnrollmentEvent, EnrollmentId, LoggedEvent};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Passages;

/// When an enrollment came by each step for the first time.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(
    clippy::struct_field_names,
    reason = "they are the names of the columns"
)]
pub(super) struct Passage {
    pub(super) started_at: DateTime<Utc>,
    pub(super) password_verified_at: Option<DateTime<Utc>>,
    pub(super) code_sent_at: Option<DateTime<Utc>>,
    pub(super) code_confirmed_at: Option<DateTime<Utc>>,
    pub(super) activated_at: Option<DateTime<Utc>>,
    pub(super) cancelled_at: Option<DateTime<Utc>>,
    pub(super) expired_at: Option<DateTime<Utc>>,
    pub(super) locked_at: Option<DateTime<Utc>>,
}

impl Passage {
    /// The passage after `event`, or `None` while the enrollment was not started.
    pub(super) fn evolve(
        passage: Option<Self>,
        event: &EnrollmentEvent,
        recorded_at: DateTime<Utc>,
    ) -> Option<Self> {
        let mut passage = match (passage, event) {
            (None, EnrollmentEvent::SetupStarted { .. }) => Self::new(recorded_at),
            (passage, _) => passage?,
        };
        if let Some(step) = passage.step(event) {
            step.get_or_insert(recorded_at);
        }
        Some(passage)
    }

    fn new(started_at: DateTime<Utc>) -> Self {
        Self {
            started_at,
            password_verified_at: None,
            code_sent_at: None,
            code_confirmed_at: None,
            activated_at: None,
            cancelled_at: None,
            expired_at: None,
            locked_at: None,
        }
    }

    fn step(&mut self, event: &EnrollmentEvent) -> Option<&mut Option<DateTime<Utc>>> {
        use EnrollmentEvent as E;
        match event {
            E::PasswordVerified { .. } => Some(&mut self.password_verified_at),
            E::CodeSent { .. } => Some(&mut self.code_sent_at),
            E::CodeConfirmed { .. } => Some(&mut self.code_confirmed_at),
            E::EnrollmentActivated { .. } => Some(&mut self.activated_at),
            E::SetupCancelled {} => Some(&mut self.cancelled_at),
            E::SetupExpired {} => Some(&mut self.expired_at),
            E::SetupLocked {} => Some(&mut self.locked_at),
            E::SetupStarted { .. }
            | E::PasswordRejected { .. }
            | E::CodeIssued { .. }
            | E::CodeNotSent { .. }
            | E::CodeRejected { .. }
            | E::EnrollmentDisabled { .. } => None,
        }
    }
}

/// The passages that a batch of events goes on from.
pub(super) async fn load(
    connection: &mut PgConnection,
    generation: i64,
    events: &[(EnrollmentId, &LoggedEvent)],
) -> Result<Passages, sqlx::Error> {
    let enrollment_ids: Vec<Uuid> = events.iter().map(|(id, _)| id.0).collect();
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT * FROM enrollment_funnel WHERE generation = $1 AND enrollment_id = ANY ($2)",
    )
    .bind(generation)
    .bind(enrollment_ids)
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (EnrollmentId(row.enrollment_id), row.passage))
        .collect())
}

/// Writes the rows of a batch.
pub(super) async fn write(
    connection: &mut PgConnection,
    generation: i64,
    passages: &Passages,
) -> Result<(), sqlx::Error> {
    let enrollment_ids: Vec<Uuid> = passages.keys().map(|id| id.0).collect();
    let started: Vec<DateTime<Utc>> = passages.values().map(|p| p.started_at).collect();
    let times = |step: fn(&Passage) -> Option<DateTime<Utc>>| -> Vec<Option<DateTime<Utc>>> {
        passages.values().map(step).collect()
    };
    sqlx::query(
        "INSERT INTO enrollment_funnel
             (generation, enrollment_id, started_at, password_verified_at, code_sent_at,
              code_confirmed_at, activated_at, cancelled_at, expired_at, locked_at)
         SELECT $1, * FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[],
              $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[],
              $9::timestamptz[], $10::timestamptz[])
         ON CONFLICT (generation, enrollment_id) DO UPDATE
         SET password_verified_at = excluded.password_verified_at,
             code_sent_at = excluded.code_sent_at,
             code_confirmed_at = excluded.code_confirmed_at,
             activated_at = excluded.activated_at,
             cancelled_at = excluded.cancelled_at,
             expired_at = excluded.expired_at,
             locked_at = excluded.locked_at",
    )
    .bind(generation)
    .bind(enrollment_ids)
    .bind(started)
    .bind(times(|passage| passage.password_verified_at))
    .bind(times(|passage| passage.code_sent_at))
    .bind(times(|passage| passage.code_confirmed_at))
    .bind(times(|passage| passage.activated_at))
    .bind(times(|passage| passage.cancelled_at))
    .bind(times(|passage| passage.expired_at))
    .bind(times(|passage| passage.locked_at))
    .execute(connection)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    enrollment_id: Uuid,
    #[sqlx(flatten)]
    passage: Passage,
}
