//! Funnels as analysts read them.

use std::iter;

use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgPool, postgres::PgRow};

use super::{Bucket, Funnel};

impl Funnel {
    /// Every bucket that overlaps the time from `from` (inclusive) to `to` (exclusive), empty ones
    /// among them, with the passages that began in that time: its start as `bucket`; how many came by
    /// each step, called as its column without `_at`; the median seconds from the step before, called
    /// `…_seconds`; and what `counted` selects of the passages `f` beside.
    pub(crate) async fn read<B>(
        &self,
        pool: &PgPool,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        bucket: Bucket,
        counted: &str,
    ) -> Result<Vec<B>, sqlx::Error>
    where
        B: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let Self { table, begins, .. } = self;
        let counts: String = self.times().map(count).collect();
        let before = iter::once(*begins).chain(self.steps.iter().copied());
        let steps = before.zip(self.steps);
        let medians: String = steps.map(|(before, step)| median(before, step)).collect();
        sqlx::query_as(&format!(
            "SELECT b.bucket AT TIME ZONE 'UTC' AS bucket, {counted}{counts}{medians}
             FROM generate_series(date_trunc($4, $2 AT TIME ZONE 'UTC'),
                                  $3 AT TIME ZONE 'UTC' - interval '1 microsecond',
                                  ('1 ' || $4)::interval) AS b (bucket)
             LEFT JOIN (
                 SELECT date_trunc($4, t.{begins} AT TIME ZONE 'UTC') AS bucket, t.*
                 FROM projections p JOIN {table} t ON t.generation = p.generation
                 WHERE p.name = $1 AND p.serving AND t.{begins} >= $2 AND t.{begins} < $3
             ) AS f ON f.bucket = b.bucket
             GROUP BY b.bucket ORDER BY b.bucket"
        ))
        .bind(table)
        .bind(from)
        .bind(to)
        .bind(bucket.as_str())
        .fetch_all(pool)
        .await
    }
}

fn count(column: &str) -> String {
    format!(", count(f.{column}) AS {}", name(column))
}

/// From one step to the next; 0 where the next was recorded first, as by a customer who was faster
/// than the mail server's answer.
fn median(before: &str, step: &str) -> String {
    format!(
        ", percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM
               CASE WHEN f.{step} < f.{before} THEN interval '0'
                    ELSE f.{step} - f.{before} END)::float8) AS {}_seconds",
        name(step)
    )
}

fn name(column: &str) -> &str {
    column.strip_suffix("_at").unwrap_or(column)
}
