//! Who is there: sessions, kept by the hash of their token.

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{AccountId, PasswordHash};
use sqlx::{FromRow, PgPool};

use super::{token::Token, visitor::is_open};
use crate::{keys::Keyring, store::AccountRow};

/// How long a session lasts without a request, and at most.
const IDLE_MINUTES: i32 = 30;
const SIGNED_IN_MINUTES_MAX: i32 = 12 * 60;
/// A request within it after the last does not move the session on: most do not write.
const SEEN_AGAIN_AFTER_SECONDS: i32 = 60;

/// A session that is alive.
#[derive(FromRow)]
pub(super) struct Session {
    pub(super) account_id: String,
    /// A portal sent the customer.
    pub(super) is_hosted: bool,
    pub(super) locale: Option<String>,
    /// What guarded the account when it began.
    pub(super) guard: Guard,
}

/// Who is behind a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// The customer, who so is there still.
    Customer,
    /// The page by itself, which tells nothing of the customer.
    Page,
}

/// What guards an account, as a keyed hash that tells nothing of it. Where the password changed
/// since a session began, or two-factor was switched on or off, it is another one, and the session
/// is over.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Guard(Vec<u8>);

impl Guard {
    /// What guards this account.
    pub(crate) fn of(account: &AccountRow, keyring: &Keyring) -> Self {
        let password = account.password_hash.as_ref();
        Self::with(password, account.limits.switches(), keyring)
    }

    /// What guards an account with this password, once two-factor was switched on or off so often.
    pub(super) fn with(password: Option<&PasswordHash>, switches: u32, keyring: &Keyring) -> Self {
        let password = password.map_or("", |PasswordHash(hash)| hash);
        Self(keyring.fingerprint(format!("page session\n{password}\n{switches}").as_bytes()))
    }
}

impl Session {
    /// Whether it is of this account as it is now.
    pub(super) fn is_of(&self, account: &AccountRow, keyring: &Keyring) -> bool {
        is_open(&account.account) && Guard::of(account, keyring) == self.guard
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

/// Signs whoever is halfway in under this token: the code was right just now.
pub(super) async fn open_after(
    pool: &PgPool,
    halfway: &Token,
    token: &Token,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO page_sessions (token_hash, account_id, expires_at, guard, code_at)
         SELECT $2, account_id, wall_clock() + make_interval(mins => $3), guard, wall_clock()
         FROM page_sign_ins WHERE token_hash = $1
         ON CONFLICT (token_hash) DO NOTHING",
    )
    .bind(halfway.hash())
    .bind(token.hash())
    .bind(SIGNED_IN_MINUTES_MAX)
    .execute(pool)
    .await?;
    Ok(())
}

/// Notes that a code was right in a session just now.
pub(super) async fn confirm(pool: &PgPool, token: &Token) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE page_sessions SET code_at = wall_clock() WHERE token_hash = $1")
        .bind(token.hash())
        .execute(pool)
        .await?;
    Ok(())
}

/// Until when the last right code of a session opens what is protected, if it does still.
pub(super) async fn fresh_until(
    pool: &PgPool,
    token: &Token,
    lifetime: TimeDelta,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT code_at + make_interval(secs => $2) FROM page_sessions
         WHERE token_hash = $1 AND wall_clock() < code_at + make_interval(secs => $2)",
    )
    .bind(token.hash())
    .bind(lifetime.as_seconds_f64())
    .fetch_optional(pool)
    .await
}

/// The session of a token, if it is alive.
pub(super) async fn find(
    pool: &PgPool,
    token: &Token,
    asks: Asks,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as(
        "WITH alive AS (
             SELECT token_hash, account_id, return_url, locale, guard, seen_at
             FROM page_sessions
             WHERE token_hash = $1 AND wall_clock() < expires_at
               AND wall_clock() < seen_at + make_interval(mins => $2)
         ), seen AS (
             UPDATE page_sessions s SET seen_at = wall_clock() FROM alive a
             WHERE $4 AND s.token_hash = a.token_hash
               AND wall_clock() > a.seen_at + make_interval(secs => $3)
         )
         SELECT account_id, return_url IS NOT NULL AS is_hosted, locale, guard FROM alive",
    )
    .bind(token.hash())
    .bind(IDLE_MINUTES)
    .bind(SEEN_AGAIN_AFTER_SECONDS)
    .bind(asks == Asks::Customer)
    .fetch_optional(pool)
    .await
}

/// Ends a session.
pub(super) async fn end(pool: &PgPool, token: &Token) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM page_sessions WHERE token_hash = $1")
        .bind(token.hash())
        .execute(pool)
        .await?;
    Ok(())
}

/// Forgets what is over, and where a visit went back to a day later.
pub(crate) async fn forget_old(pool: &PgPool) -> Result<(), sqlx::Error> {
    for statement in [
        "DELETE FROM page_sessions WHERE return_url IS NULL AND expires_at < wall_clock()",
        "DELETE FROM page_sessions WHERE expires_at < wall_clock() - interval '1 day'",
        "DELETE FROM page_entries WHERE expires_at < wall_clock() - interval '1 day'",
        "DELETE FROM page_sign_ins WHERE expires_at < wall_clock()",
        "DELETE FROM audit_sessions WHERE expires_at < wall_clock()",
        "DELETE FROM sign_in_tries WHERE next_at < wall_clock() - interval '1 hour'",
    ] {
        sqlx::query(statement).execute(pool).await?;
    }
    Ok(())
}
