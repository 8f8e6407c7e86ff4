//! What funnels have in common: each counts passages, of which it says where they are kept and what
//! an event makes of one.

mod passage;
mod read;

use countersign_domain::{Event, LoggedEvent};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

#[cfg(test)]
pub(crate) use passage::{Passage, Passages};

/// The columns of the ways in which a passage ends early, behind the steps of every funnel.
const ENDINGS: [&str; 3] = ["cancelled_at", "expired_at", "locked_at"];

/// One funnel: its table, a row a passage, and how events move a passage.
pub(crate) struct Funnel {
    /// The table, called as its projection is.
    pub(crate) table: &'static str,
    /// The column that tells whose passage it is, an enrollment's or a challenge's id.
    pub(crate) id: &'static str,
    /// The column of the time at which a passage begins.
    pub(crate) begins: &'static str,
    /// The columns of the times at which it comes by its steps, in their order.
    pub(crate) steps: &'static [&'static str],
    /// Whether `purpose` and `wrong_codes` are kept, too.
    pub(crate) keeps_more: bool,
    /// What an event makes of the passage of its stream, if anything.
    pub(crate) moves: fn(&Event) -> Option<Move>,
}

/// What an event makes of a passage. Where its beginning is unknown, nothing but the beginning counts.
pub(crate) enum Move {
    /// It begins, for this purpose if the funnel keeps one.
    Begins(&'static str),
    /// It comes by the step or the ending of this column; the first time counts.
    ComesBy(&'static str),
    /// It meets a wrong code.
    MeetsWrongCode,
}

/// How long a bucket is. Buckets begin at full hours, at midnight or on Mondays, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week of ISO 8601.
    Week,
}

/// How many did not get to the end, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Endings {
    /// The customer gave them up.
    pub cancelled: i64,
    /// Their time ran out.
    pub expired: i64,
    /// Too many wrong codes.
    pub locked: i64,
}

impl Funnel {
    /// See [`crate::Projection::project`].
    pub(crate) async fn project(
        &self,
        connection: &mut PgConnection,
        generation: i64,
        events: &[LoggedEvent],
    ) -> Result<(), sqlx::Error> {
        let moves = self.moves_of(events);
        if moves.is_empty() {
            return Ok(());
        }
        let known = self.load(connection, generation, &moves).await?;
        let passages = passage::fold(known, &moves);
        self.write(connection, generation, &passages).await
    }

    /// See [`crate::Projection::forget`].
    pub(crate) async fn forget(
        &self,
        connection: &mut PgConnection,
        generation: i64,
        rows_max: i64,
    ) -> Result<u64, sqlx::Error> {
        let table = self.table;
        let deleted = sqlx::query(&format!(
            "DELETE FROM {table} WHERE ctid = ANY (ARRAY (
                 SELECT ctid FROM {table} WHERE generation = $1 LIMIT $2))"
        ))
        .bind(generation)
        .bind(rows_max)
        .execute(connection)
        .await?;
        Ok(deleted.rows_affected())
    }

    /// The columns of every time but the beginning's.
    fn times(&self) -> impl Iterator<Item = &'static str> {
        self.steps.iter().copied().chain(ENDINGS)
    }
}

impl Bucket {
    /// Its name, to the API and to `date_trunc` alike.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
        }
    }
}
