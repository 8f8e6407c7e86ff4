//! Who is there: sessions, kept by the hash of their token.

use chrono::{DateTime, Utc};
use countersign_domain::{AccountId, Sealed};
use sqlx::{FromRow, PgExecutor, PgPool};

use super::token::Token;
use crate::{keys::Keyring, store::AccountRow};

/// How long a session lasts without a request, and at most.
const IDLE_MINUTES: i32 = 30;
const SIGNED_IN_MINUTES_MAX: i32 = 12 * 60;
const HOSTED_MINUTES_MAX: i32 = 30;
/// How soon a URL that opens Account Security is to be used.
const ENTRY_SECONDS: i32 = 60;
/// A request within it after the last does not move the session on: most do not write.
const SEEN_AGAIN_AFTER_SECONDS: i32 = 60;

/// A session that is alive.
#[derive(FromRow)]
pub(super) struct Session {
    pub(super) account_id: String,
    /// Where a hosted one comes back to.
    pub(super) return_url: Option<String>,
    pub(super) locale: Option<String>,
    /// What guarded the account when it began.
    pub(super) guard: Guard,
}

/// What guards an account, as a keyed hash that tells nothing of it. Where the password changed
/// since a session began, or two-factor was switched on, it is another one, and the session is
/// over.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Guard(Vec<u8>);

/// A URL that opens Account Security once.
pub(crate) struct Entry {
    pub(crate) token: Token,
    pub(crate) expires_at: DateTime<Utc>,
}

impl Guard {
    /// What guards this account.
    pub(crate) fn of(account: &AccountRow, keyring: &Keyring) -> Self {
        let password = account.password_hash.as_ref().map_or("", |hash| &hash.0);
        let proven = account.limits.protected_by();
        let proven = proven.map_or("", |Sealed(address)| address);
        Self(keyring.fingerprint(format!("page session\n{password}\n{proven}").as_bytes()))
    }
}

/// Signs a browser in, under a token it never had before.
pub(super) async fn open(
    pool: &PgPool,
    account_id: &AccountId,
    guard: &Guard,
    before: Option<&Token>,
) -> Result<Token, sqlx::Error> {
    let token = Token::make();
    sqlx::query(
        "WITH ended AS (DELETE FROM page_sessions WHERE token_hash = $4)
         INSERT INTO page_sessions (token_hash, account_id, expires_at, guard)
         VALUES ($1, $2, wall_clock() + make_interval(mins => $3), $5)",
    )
    .bind(token.hash())
    .bind(account_id.as_str())
    .bind(SIGNED_IN_MINUTES_MAX)
    .bind(before.map(Token::hash))
    .bind(guard)
    .execute(pool)
    .await?;
    Ok(token)
}

/// The session of a token, if it is alive.
pub(super) async fn find(pool: &PgPool, token: &Token) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as(
        "WITH alive AS (
             SELECT token_hash, account_id, return_url, locale, guard, seen_at
             FROM page_sessions
             WHERE token_hash = $1 AND wall_clock() < expires_at
               AND wall_clock() < seen_at + make_interval(mins => $2)
         ), seen AS (
             UPDATE page_sessions s SET seen_at = wall_clock() FROM alive a
             WHERE s.token_hash = a.token_hash
               AND wall_clock() > a.seen_at + make_interval(secs => $3)
         )
         SELECT account_id, return_url, locale, guard FROM alive",
    )
    .bind(token.hash())
    .bind(IDLE_MINUTES)
    .bind(SEEN_AGAIN_AFTER_SECONDS)
    .fetch_optional(pool)
    .await
}

/// Goes on with a session under another token, now that the account is guarded like this.
pub(super) async fn renew(
    pool: &PgPool,
    before: &Token,
    guard: &Guard,
) -> Result<Token, sqlx::Error> {
    let token = Token::after(before);
    sqlx::query("UPDATE page_sessions SET token_hash = $2, guard = $3 WHERE token_hash = $1")
        .bind(before.hash())
        .bind(token.hash())
        .bind(guard)
        .execute(pool)
        .await?;
    Ok(token)
}

/// Ends a session.
pub(super) async fn end(pool: &PgPool, token: &Token) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM page_sessions WHERE token_hash = $1")
        .bind(token.hash())
        .execute(pool)
        .await?;
    Ok(())
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

/// Turns a URL's token into a session, once and in time. The token given is the session's.
pub(super) async fn enter(pool: &PgPool, entry: &Token) -> Result<Option<Token>, sqlx::Error> {
    let token = Token::make();
    let entered = sqlx::query(
        "WITH used AS (DELETE FROM page_entries WHERE token_hash = $1
                       RETURNING account_id, return_url, locale, guard, expires_at)
         INSERT INTO page_sessions (token_hash, account_id, return_url, locale, guard, expires_at)
         SELECT $2, account_id, return_url, locale, guard,
                wall_clock() + make_interval(mins => $3)
         FROM used WHERE wall_clock() < expires_at",
    )
    .bind(entry.hash())
    .bind(token.hash())
    .bind(HOSTED_MINUTES_MAX)
    .execute(pool)
    .await?;
    Ok((entered.rows_affected() == 1).then_some(token))
}

/// Forgets what is over.
pub(crate) async fn forget_old(pool: &PgPool) -> Result<(), sqlx::Error> {
    for statement in [
        "DELETE FROM page_sessions WHERE expires_at < wall_clock()",
        "DELETE FROM page_entries WHERE expires_at < wall_clock()",
        "DELETE FROM sign_in_tries WHERE next_at < wall_clock() - interval '1 hour'",
    ] {
        sqlx::query(statement).execute(pool).await?;
    }
    Ok(())
}
