//! The generations of a projection: one serves readers, one may be filled, one may be forgotten.

use chrono::{DateTime, Utc};
use countersign_projections::Projection;
use serde::Serialize;
use sqlx::{FromRow, PgPool};

/// Rows deleted in one transaction, so that forgetting a large generation holds up nobody.
const FORGOTTEN_ROWS_MAX: i64 = 10_000;

/// One generation as `countersign projections list` shows it.
#[derive(Debug, Clone, Serialize, FromRow)]
pub struct ProjectionStatus {
    /// The projection.
    pub name: String,
    /// The generation.
    pub generation: i64,
    /// The last event whose rows are in.
    pub position: i64,
    /// Whether readers see it.
    pub serving: bool,
    /// How many events of the log are not in yet.
    pub lag_events: i64,
    /// When its position last moved.
    pub updated_at: DateTime<Utc>,
}

/// Every generation of every projection.
pub async fn list(pool: &PgPool) -> Result<Vec<ProjectionStatus>, sqlx::Error> {
    sqlx::query_as(
        "SELECT name, generation, position, serving, updated_at,
                (SELECT coalesce(max(e.position), 0) FROM events e) - position AS lag_events
         FROM projections ORDER BY name, generation",
    )
    .fetch_all(pool)
    .await
}

/// A generation as its projector finds it.
#[derive(FromRow)]
pub(super) struct Generation {
    #[sqlx(rename = "generation")]
    pub(super) number: i64,
    pub(super) position: i64,
    pub(super) serving: bool,
    /// Another generation has taken its place.
    pub(super) retired: bool,
    /// The last position of the log.
    pub(super) head: i64,
}

/// Looks at the generations of a projection, the serving one first. It locks and writes nothing,
/// so that idle instances may do it often.
pub(super) async fn look(pool: &PgPool, name: &str) -> Result<Vec<Generation>, sqlx::Error> {
    sqlx::query_as(
        "SELECT p.generation, p.position, p.serving,
                EXISTS (SELECT FROM projections s WHERE s.name = p.name AND s.serving
                        AND s.generation > p.generation) AS retired,
                (SELECT coalesce(max(e.position), 0) FROM events e) AS head
         FROM projections p WHERE p.name = $1 ORDER BY p.serving DESC, p.generation",
    )
    .bind(name)
    .fetch_all(pool)
    .await
}

/// Makes the first generation of a projection that has none. It serves from the start.
pub(super) async fn ensure(pool: &PgPool, name: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO projections (name, generation, serving)
         SELECT $1, 1, true WHERE NOT EXISTS (SELECT FROM projections WHERE name = $1)
         ON CONFLICT DO NOTHING",
    )
    .bind(name)
    .execute(pool)
    .await?;
    Ok(())
}

/// Makes a generation beside the one that serves, or `None` where there is one already.
pub(super) async fn add(pool: &PgPool, name: &str) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "INSERT INTO projections (name, generation)
         SELECT name, max(generation) + 1 FROM projections WHERE name = $1
         GROUP BY name HAVING max(generation) = max(generation) FILTER (WHERE serving)
         ON CONFLICT DO NOTHING RETURNING generation",
    )
    .bind(name)
    .fetch_optional(pool)
    .await
}

/// Lets a generation take the place of the serving one, if it has caught up with it. `true` once
/// it has taken it, whoever did this.
pub(super) async fn take_over(
    pool: &PgPool,
    name: &str,
    generation: i64,
) -> Result<bool, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    let locked: Vec<(i64, i64, bool)> = sqlx::query_as(
        "SELECT generation, position, serving FROM projections WHERE name = $1
         ORDER BY generation FOR UPDATE",
    )
    .bind(name)
    .fetch_all(&mut *transaction)
    .await?;
    let own = locked.iter().find(|(number, ..)| *number == generation);
    let serving = locked.iter().find(|(_, _, serving)| *serving);
    let (Some((_, position, false)), Some((number, to_reach, _))) = (own, serving) else {
        return Ok(true);
    };
    if number > &generation {
        return Ok(true);
    }
    if position < to_reach {
        return Ok(false);
    }
    // Two statements: one row at a time may serve, at every moment.
    for (number, serves) in [(*number, false), (generation, true)] {
        sqlx::query("UPDATE projections SET serving = $3 WHERE name = $1 AND generation = $2")
            .bind(name)
            .bind(number)
            .bind(serves)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// Deletes some rows of a retired generation, and its checkpoint once it has no rows. `false`
/// when nothing is left of it.
pub(super) async fn forget<P: Projection>(
    pool: &PgPool,
    generation: i64,
) -> Result<bool, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    // A projector that took it for the serving one may be at it still: it is waited for here, and
    // finds no checkpoint afterwards.
    sqlx::query("SELECT FROM projections WHERE name = $1 AND generation = $2 FOR UPDATE")
        .bind(P::NAME)
        .bind(generation)
        .execute(&mut *transaction)
        .await?;
    let left = P::forget(&mut transaction, generation, FORGOTTEN_ROWS_MAX).await? > 0;
    if !left {
        sqlx::query("DELETE FROM projections WHERE name = $1 AND generation = $2 AND NOT serving")
            .bind(P::NAME)
            .bind(generation)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(left)
}
