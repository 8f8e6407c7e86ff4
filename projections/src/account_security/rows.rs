//! The rows: one an account and generation, moved on by every event of the account, so that its
//! version says how much of the account a row knows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use countersign_domain::{AccountId, LoggedEvent};
use sqlx::{PgConnection, PgPool, types::Json};

use super::AccountSecurity;
use crate::Projection;

/// What a look at an account finds.
#[derive(Debug)]
pub enum Look {
    /// No event of such an account was ever committed.
    NoAccount,
    /// The row does not reflect every committed event of the account yet.
    Behind,
    /// The row reflects every event of the account that was committed when it was read.
    Current(Reading),
}

/// The security of an account as it was read.
#[derive(Debug)]
pub struct Reading {
    /// The security.
    pub security: AccountSecurity,
    /// The last event of the account, by its position in the log.
    pub position: i64,
    /// Whether the person was forgotten; then nothing of `security` is of meaning.
    pub erased: bool,
    /// The database's time of the reading, which [`AccountSecurity::locked_until`] takes.
    pub now: DateTime<Utc>,
}

/// Looks at an account. One statement, so that the account's version and its row are of one
/// snapshot.
pub async fn read(pool: &PgPool, account_id: &AccountId) -> Result<Look, sqlx::Error> {
    let found: Option<Found> = sqlx::query_as(
        "SELECT a.account ->> 'account' = 'erased' AS erased, wall_clock() AS now,
                r.position, r.security
         FROM accounts a
         LEFT JOIN projections p ON p.name = $2 AND p.serving
         LEFT JOIN account_security r ON r.generation = p.generation
              AND r.account_id = a.account_id AND r.account_version = a.version
         WHERE a.account_id = $1 AND a.version > 0",
    )
    .bind(account_id.as_str())
    .bind(AccountSecurity::NAME)
    .fetch_optional(pool)
    .await?;
    Ok(match found {
        None => Look::NoAccount,
        Some(Found {
            erased,
            now,
            position: Some(position),
            security: Some(Json(security)),
        }) => Look::Current(Reading {
            security,
            position,
            erased,
            now,
        }),
        Some(_) => Look::Behind,
    })
}

impl Projection for AccountSecurity {
    const NAME: &'static str = "account_security";

    async fn project(
        connection: &mut PgConnection,
        generation: i64,
        events: &[LoggedEvent],
    ) -> Result<(), sqlx::Error> {
        let known = load(connection, generation, events).await?;
        write(connection, generation, &fold(known, events)).await
    }

    async fn forget(
        connection: &mut PgConnection,
        generation: i64,
        rows_max: i64,
    ) -> Result<u64, sqlx::Error> {
        let deleted = sqlx::query(
            "DELETE FROM account_security WHERE ctid = ANY (ARRAY (
                 SELECT ctid FROM account_security WHERE generation = $1 LIMIT $2))",
        )
        .bind(generation)
        .bind(rows_max)
        .execute(connection)
        .await?;
        Ok(deleted.rows_affected())
    }
}

#[derive(sqlx::FromRow)]
struct Found {
    erased: bool,
    now: DateTime<Utc>,
    position: Option<i64>,
    security: Option<Json<AccountSecurity>>,
}

/// An account's row, with the last event that is folded in.
#[derive(Default)]
pub(super) struct Row {
    pub(super) security: AccountSecurity,
    pub(super) account_version: i64,
    pub(super) position: i64,
}

impl Row {
    /// The row after an event. It ends for good before one that was left out because nobody could
    /// read it: folded on, it would pass for current and be wrong.
    fn evolve(self, logged: &LoggedEvent) -> Self {
        if logged.account_version != self.account_version + 1 {
            return self;
        }
        Self {
            security: self.security.evolve(logged),
            account_version: logged.account_version,
            position: logged.position,
        }
    }
}

pub(super) fn fold(
    mut known: BTreeMap<String, Row>,
    events: &[LoggedEvent],
) -> BTreeMap<&str, Row> {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for logged in events {
        let account_id = logged.account_id.as_str();
        let before = rows
            .remove(account_id)
            .or_else(|| known.remove(account_id))
            .unwrap_or_default();
        rows.insert(account_id, before.evolve(logged));
    }
    rows
}

async fn load(
    connection: &mut PgConnection,
    generation: i64,
    events: &[LoggedEvent],
) -> Result<BTreeMap<String, Row>, sqlx::Error> {
    let account_ids: Vec<&str> = events.iter().map(|e| e.account_id.as_str()).collect();
    let rows: Vec<(String, Json<AccountSecurity>, i64, i64)> = sqlx::query_as(
        "SELECT account_id, security, account_version, position FROM account_security
         WHERE generation = $1 AND account_id = ANY ($2)",
    )
    .bind(generation)
    .bind(account_ids)
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(account_id, Json(security), account_version, position)| {
            let row = Row {
                security,
                account_version,
                position,
            };
            (account_id, row)
        })
        .collect())
}

async fn write(
    connection: &mut PgConnection,
    generation: i64,
    rows: &BTreeMap<&str, Row>,
) -> Result<(), sqlx::Error> {
    let account_ids: Vec<&str> = rows.keys().copied().collect();
    let versions: Vec<i64> = rows.values().map(|row| row.account_version).collect();
    let positions: Vec<i64> = rows.values().map(|row| row.position).collect();
    let securities: Vec<Json<&AccountSecurity>> =
        rows.values().map(|row| Json(&row.security)).collect();
    sqlx::query(
        "INSERT INTO account_security
             (generation, account_id, account_version, position, security)
         SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::jsonb[])
         ON CONFLICT (generation, account_id) DO UPDATE
         SET account_version = excluded.account_version, position = excluded.position,
             security = excluded.security",
    )
    .bind(generation)
    .bind(account_ids)
    .bind(versions)
    .bind(positions)
    .bind(securities)
    .execute(connection)
    .await?;
    Ok(())
}
