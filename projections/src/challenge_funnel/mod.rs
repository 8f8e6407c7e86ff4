//! The challenge funnel: what codes are asked for, how often the right one comes and how soon, and
//! why it does not.

mod passage;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use countersign_domain::{ChallengeId, Event, LoggedEvent};
use sqlx::PgConnection;

use crate::Projection;
use passage::Passage;

pub use read::{Asked, ChallengeBucket, MedianSeconds, read};

/// One row a challenge, with its purpose, the time at which it came by each step, and its wrong codes.
pub struct ChallengeFunnel;

impl Projection for ChallengeFunnel {
    const NAME: &'static str = "challenge_funnel";

    async fn project(
        connection: &mut PgConnection,
        generation: i64,
        events: &[LoggedEvent],
    ) -> Result<(), sqlx::Error> {
        let events = of_challenges(events);
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
            "DELETE FROM challenge_funnel WHERE ctid = ANY (ARRAY (
                 SELECT ctid FROM challenge_funnel WHERE generation = $1 LIMIT $2))",
        )
        .bind(generation)
        .bind(rows_max)
        .execute(connection)
        .await?;
        Ok(deleted.rows_affected())
    }
}

type Passages = BTreeMap<ChallengeId, Passage>;

fn of_challenges(events: &[LoggedEvent]) -> Vec<(ChallengeId, &LoggedEvent)> {
    events
        .iter()
        .filter(|logged| matches!(logged.event, Event::Challenge(_)))
        .filter_map(|logged| Some((logged.stream.aggregate_id.parse().ok()?, logged)))
        .collect()
}

/// Events of a challenge whose opening is unknown change nothing.
fn fold(mut passages: Passages, events: &[(ChallengeId, &LoggedEvent)]) -> Passages {
    for (challenge_id, logged) in events {
        if let Event::Challenge(event) = &logged.event {
            let before = passages.remove(challenge_id);
            if let Some(after) = Passage::evolve(before, event, logged.recorded_at) {
                passages.insert(*challenge_id, after);
            }
        }
    }
    passages
}
