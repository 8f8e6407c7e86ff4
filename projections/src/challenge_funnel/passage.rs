//! The passage of one challenge through the funnel, and its row.

use chrono::{DateTime, Utc};
use countersign_domain::{ChallengeEvent, ChallengeId, ChallengePurpose, LoggedEvent, Rejection};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Passages;

/// What a challenge was for, when it came by each step for the first time, and the wrong codes on
/// the way.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub(super) struct Passage {
    /// The name of its purpose, as API and events have it.
    pub(super) purpose: String,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) code_sent_at: Option<DateTime<Utc>>,
    pub(super) passed_at: Option<DateTime<Utc>>,
    pub(super) cancelled_at: Option<DateTime<Utc>>,
    pub(super) expired_at: Option<DateTime<Utc>>,
    pub(super) locked_at: Option<DateTime<Utc>>,
    /// Guesses that were none of its codes; an earlier one is not counted, since it proves the mailbox.
    pub(super) wrong_codes: i64,
}

impl Passage {
    /// The passage after `event`, or `None` while the challenge was not opened.
    pub(super) fn evolve(
        passage: Option<Self>,
        event: &ChallengeEvent,
        recorded_at: DateTime<Utc>,
    ) -> Option<Self> {
        let mut passage = match (passage, event) {
            (None, ChallengeEvent::ChallengeOpened { purpose, .. }) => {
                Self::new(*purpose, recorded_at)
            }
            (passage, _) => passage?,
        };
        if let Some(step) = passage.step(event) {
            step.get_or_insert(recorded_at);
        }
        if let ChallengeEvent::CodeRejected {
            rejection: Rejection::Wrong,
            ..
        } = event
        {
            passage.wrong_codes += 1;
        }
        Some(passage)
    }

    fn new(purpose: ChallengePurpose, opened_at: DateTime<Utc>) -> Self {
        Self {
            purpose: purpose.as_str().to_owned(),
            opened_at,
            code_sent_at: None,
            passed_at: None,
            cancelled_at: None,
            expired_at: None,
            locked_at: None,
            wrong_codes: 0,
        }
    }

    fn step(&mut self, event: &ChallengeEvent) -> Option<&mut Option<DateTime<Utc>>> {
        use ChallengeEvent as E;
        match event {
            E::CodeSent { .. } => Some(&mut self.code_sent_at),
            E::CodeConfirmed { .. } => Some(&mut self.passed_at),
            E::ChallengeCancelled {} => Some(&mut self.cancelled_at),
            E::ChallengeExpired {} => Some(&mut self.expired_at),
            E::ChallengeLocked {} => Some(&mut self.locked_at),
            E::ChallengeOpened { .. }
            | E::CodeIssued { .. }
            | E::CodeNotSent { .. }
            | E::CodeRejected { .. } => None,
        }
    }
}

/// The passages that a batch of events goes on from.
pub(super) async fn load(
    connection: &mut PgConnection,
    generation: i64,
    events: &[(ChallengeId, &LoggedEvent)],
) -> Result<Passages, sqlx::Error> {
    let challenge_ids: Vec<Uuid> = events.iter().map(|(id, _)| id.0).collect();
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT * FROM challenge_funnel WHERE generation = $1 AND challenge_id = ANY ($2)",
    )
    .bind(generation)
    .bind(challenge_ids)
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (ChallengeId(row.challenge_id), row.passage))
        .collect())
}

/// Writes the rows of a batch.
pub(super) async fn write(
    connection: &mut PgConnection,
    generation: i64,
    passages: &Passages,
) -> Result<(), sqlx::Error> {
    let challenge_ids: Vec<Uuid> = passages.keys().map(|id| id.0).collect();
    let purposes: Vec<&str> = passages.values().map(|p| p.purpose.as_str()).collect();
    let opened: Vec<DateTime<Utc>> = passages.values().map(|p| p.opened_at).collect();
    let wrong_codes: Vec<i64> = passages.values().map(|p| p.wrong_codes).collect();
    let times = |step: fn(&Passage) -> Option<DateTime<Utc>>| -> Vec<Option<DateTime<Utc>>> {
        passages.values().map(step).collect()
    };
    sqlx::query(
        "INSERT INTO challenge_funnel
             (generation, challenge_id, purpose, opened_at, wrong_codes, code_sent_at, passed_at,
              cancelled_at, expired_at, locked_at)
         SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::bigint[],
              $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[],
              $10::timestamptz[])
         ON CONFLICT (generation, challenge_id) DO UPDATE
         SET wrong_codes = excluded.wrong_codes,
             code_sent_at = excluded.code_sent_at,
             passed_at = excluded.passed_at,
             cancelled_at = excluded.cancelled_at,
             expired_at = excluded.expired_at,
             locked_at = excluded.locked_at",
    )
    .bind(generation)
    .bind(challenge_ids)
    .bind(purposes)
    .bind(opened)
    .bind(wrong_codes)
    .bind(times(|passage| passage.code_sent_at))
    .bind(times(|passage| passage.passed_at))
    .bind(times(|passage| passage.cancelled_at))
    .bind(times(|passage| passage.expired_at))
    .bind(times(|passage| passage.locked_at))
    .execute(connection)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    challenge_id: Uuid,
    #[sqlx(flatten)]
    passage: Passage,
}
