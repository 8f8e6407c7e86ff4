//! The passages of a funnel, and their rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use countersign_domain::LoggedEvent;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Funnel, Move};

/// Each by whose it is.
pub(crate) type Passages = BTreeMap<Uuid, Passage>;

/// How far one enrollment or challenge came.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Passage {
    /// When it began.
    pub(crate) began_at: DateTime<Utc>,
    /// When it came by each step for the first time, or ended, by column.
    pub(crate) times: BTreeMap<&'static str, DateTime<Utc>>,
    /// What it is for, as API and events have it.
    pub(crate) purpose: String,
    /// Guesses that were none of its codes.
    pub(crate) wrong_codes: i64,
}

/// What one event of a batch makes of whose passage, and when.
pub(super) struct Moved {
    id: Uuid,
    at: DateTime<Utc>,
    by: Move,
}

/// The passages after a batch.
pub(super) fn fold(mut passages: Passages, moves: &[Moved]) -> Passages {
    for Moved { id, at, by } in moves {
        match (by, passages.get_mut(id)) {
            (Move::Begins(purpose), None) => {
                passages.insert(*id, Passage::new(*at, purpose));
            }
            (Move::ComesBy(column), Some(passage)) => {
                passage.times.entry(column).or_insert(*at);
            }
            (Move::MeetsWrongCode, Some(passage)) => passage.wrong_codes += 1,
            _ => {}
        }
    }
    passages
}

impl Passage {
    fn new(began_at: DateTime<Utc>, purpose: &str) -> Self {
        Self {
            began_at,
            times: BTreeMap::new(),
            purpose: purpose.to_owned(),
            wrong_codes: 0,
        }
    }
}

impl Funnel {
    /// What a history makes of passages, none of whose times would be lost on the way to the table.
    #[cfg(test)]
    pub(crate) fn fold(&self, known: Passages, events: &[LoggedEvent]) -> Passages {
        let passages = fold(known, &self.moves_of(events));
        for column in passages.values().flat_map(|passage| passage.times.keys()) {
            assert!(self.times().any(|kept| kept == *column), "{column}");
        }
        passages
    }

    pub(super) fn moves_of(&self, events: &[LoggedEvent]) -> Vec<Moved> {
        let moved = |logged: &LoggedEvent| {
            let by = (self.moves)(&logged.event)?;
            let id = logged.stream.aggregate_id.parse().ok()?;
            let at = logged.recorded_at;
            Some(Moved { id, at, by })
        };
        events.iter().filter_map(moved).collect()
    }

    /// The passages that a batch goes on from.
    pub(super) async fn load(
        &self,
        connection: &mut PgConnection,
        generation: i64,
        moves: &[Moved],
    ) -> Result<Passages, sqlx::Error> {
        let Self {
            table, id, begins, ..
        } = self;
        let times = self.times().collect::<Vec<_>>().join(", ");
        let more = if self.keeps_more {
            "purpose, wrong_codes"
        } else {
            "'', 0::bigint"
        };
        let ids: Vec<Uuid> = moves.iter().map(|moved| moved.id).collect();
        let rows: Vec<Row> = sqlx::query_as(&format!(
            "SELECT {id}, {begins}, ARRAY[{times}], {more} FROM {table}
             WHERE generation = $1 AND {id} = ANY ($2)"
        ))
        .bind(generation)
        .bind(ids)
        .fetch_all(connection)
        .await?;
        Ok(rows.into_iter().map(|row| self.passage(row)).collect())
    }

    fn passage(&self, (id, began_at, times, purpose, wrong_codes): Row) -> (Uuid, Passage) {
        let times = self.times().zip(times);
        let passage = Passage {
            began_at,
            times: times
                .filter_map(|(column, at)| Some((column, at?)))
                .collect(),
            purpose,
            wrong_codes,
        };
        (id, passage)
    }

    /// Writes the rows of a batch.
    pub(super) async fn write(
        &self,
        connection: &mut PgConnection,
        generation: i64,
        passages: &Passages,
    ) -> Result<(), sqlx::Error> {
        let sql = self.insertion();
        let ids: Vec<Uuid> = passages.keys().copied().collect();
        let began: Vec<DateTime<Utc>> = passages.values().map(|p| p.began_at).collect();
        let purposes: Vec<&str> = passages.values().map(|p| p.purpose.as_str()).collect();
        let wrong_codes: Vec<i64> = passages.values().map(|p| p.wrong_codes).collect();
        let mut insertion = sqlx::query(&sql)
            .bind(generation)
            .bind(ids)
            .bind(began)
            .bind(purposes)
            .bind(wrong_codes);
        for column in self.times() {
            let times = passages.values().map(|p| p.times.get(column).copied());
            insertion = insertion.bind(times.collect::<Vec<_>>());
        }
        insertion.execute(connection).await?;
        Ok(())
    }

    /// What is known of every passage comes in; what the table has a column for is kept.
    fn insertion(&self) -> String {
        let Self {
            table, id, begins, ..
        } = self;
        let more: &[&str] = if self.keeps_more {
            &["purpose", "wrong_codes"]
        } else {
            &[]
        };
        let times: Vec<&str> = self.times().collect();
        let kept = [more, &times].concat();
        let set = kept
            .iter()
            .map(|column| format!("{column} = excluded.{column}"));
        let arrays = (6..6 + times.len()).map(|number| format!("${number}::timestamptz[]"));
        let (set, arrays): (Vec<_>, Vec<_>) = (set.collect(), arrays.collect());
        let [kept, times] = [kept, times].map(|columns| columns.join(", "));
        let (set, arrays) = (set.join(", "), arrays.join(", "));
        format!(
            "INSERT INTO {table} (generation, {id}, {begins}, {kept})
             SELECT $1, id, began_at, {kept}
             FROM unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::bigint[], {arrays})
                  AS passages (id, began_at, purpose, wrong_codes, {times})
             ON CONFLICT (generation, {id}) DO UPDATE SET {set}"
        )
    }
}

/// Whose it is, its beginning, its other times by the funnel's columns, purpose and wrong codes.
type Row = (Uuid, DateTime<Utc>, Vec<Option<DateTime<Utc>>>, String, i64);
