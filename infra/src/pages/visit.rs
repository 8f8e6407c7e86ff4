//! Visits that a portal begins: the URL that opens one, and the way back.

use chrono::{DateTime, Utc};
use countersign_domain::AccountId;
use sqlx::{PgExecutor, PgPool};

use super::{session::Guard, token::Token};

/// How long a visit lasts at most.
const MINUTES_MAX: i32 = 30;
/// How soon a URL that opens Account Security is to be used.
const ENTRY_SECONDS: i32 = 60;

/// A URL that opens Account Security once.
pub(crate) struct Entry {
    pub(crate) token: Token,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Makes a URL's token.
pub(crate) async fn invite(
    executor: impl PgExecutor<'_>,
    account_id: &AccountId,
    guard: &Guard,
    return_url: &str,
    locale: Option<&str>,
) -> Result<Entry, sqlx::Error> {
    let token = Token::make();
    let expires_at = sqlx::query_scalar(
        "INSERT INTO page_entries (token_hash, account_id, return_url, locale, guard, expires_at)
         VALUES ($1, $2, $3, $4, $5, wall_clock() + make_interval(secs => $6))
         RETURNING expires_at",
    )
    .bind(token.hash())
    .bind(account_id.as_str())
    .bind(return_url)
    .bind(locale)
    .bind(guard)
    .bind(ENTRY_SECONDS)
    .fetch_one(executor)
    .await?;
    Ok(Entry { token, expires_at })
}

/// Turns a URL's token into a session, once and in time, and ends the one that the browser had. The
/// token given is the session's.
pub(super) async fn enter(
    pool: &PgPool,
    entry: &Token,
    before: Option<&Token>,
) -> Result<Option<Token>, sqlx::Error> {
    let token = Token::make();
    // A URL that was used is of no account any more.
    let entered = sqlx::query(
        "WITH used AS (
             SELECT token_hash, account_id, return_url, locale, guard FROM page_entries
             WHERE token_hash = $1 AND guard <> '' AND wall_clock() < expires_at FOR UPDATE
         ), spent AS (
             UPDATE page_entries e SET guard = '' FROM used WHERE e.token_hash = used.token_hash
         ), ended AS (
             DELETE FROM page_sessions WHERE token_hash = $4 AND EXISTS (SELECT FROM used)
         )
         INSERT INTO page_sessions (token_hash, account_id, return_url, locale, guard, expires_at)
         SELECT $2, account_id, return_url, locale, guard,
                wall_clock() + make_interval(mins => $3)
         FROM used",
    )
    .bind(entry.hash())
    .bind(token.hash())
    .bind(MINUTES_MAX)
    .bind(before.map(Token::hash))
    .execute(pool)
    .await?;
    Ok((entered.rows_affected() == 1).then_some(token))
}

/// Ends a visit that a portal began: of no account any more, it leads back there and no more.
pub(super) async fn end(pool: &PgPool, token: &Token) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE page_sessions SET guard = '' WHERE token_hash = $1")
        .bind(token.hash())
        .execute(pool)
        .await?;
    Ok(())
}

/// Where the customer of a visit or a URL goes back to, for a day after it is over.
pub(super) async fn way_back(pool: &PgPool, token: &Token) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT return_url
         FROM (SELECT token_hash, return_url, expires_at FROM page_sessions
               UNION ALL
               SELECT token_hash, return_url, expires_at FROM page_entries) kept
         WHERE token_hash = $1 AND return_url IS NOT NULL
           AND wall_clock() < expires_at + interval '1 day'",
    )
    .bind(token.hash())
    .fetch_optional(pool)
    .await
}
