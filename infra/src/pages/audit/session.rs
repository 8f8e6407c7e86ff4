//! An auditor's session, kept by the hash of its token. It is over when its key is revoked.

use sqlx::PgPool;
use uuid::Uuid;

use crate::{api_keys::Role, pages::token::Token};

/// How long a session lasts without a request, and at most.
const IDLE_MINUTES: i32 = 30;
const SIGNED_IN_MINUTES_MAX: i32 = 8 * 60;
/// A request within it after the last does not move the session on: most do not write.
const SEEN_AGAIN_AFTER_SECONDS: i32 = 60;

/// Signs a browser in by a key, under a token it never had before.
pub(super) async fn open(
    pool: &PgPool,
    api_key_id: Uuid,
    before: Option<&Token>,
) -> Result<Token, sqlx::Error> {
    let token = Token::make();
    sqlx::query(
        "WITH ended AS (DELETE FROM audit_sessions WHERE token_hash = $4)
         INSERT INTO audit_sessions (token_hash, api_key_id, expires_at)
         VALUES ($1, $2, wall_clock() + make_interval(mins => $3))",
    )
    .bind(token.hash())
    .bind(api_key_id)
    .bind(SIGNED_IN_MINUTES_MAX)
    .bind(before.map(Token::hash))
    .execute(pool)
    .await?;
    Ok(token)
}

/// Whose a session is that is alive.
pub(super) async fn owner(pool: &PgPool, token: &Token) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(
        "WITH alive AS (
             SELECT s.token_hash, s.seen_at, k.owner
             FROM audit_sessions s JOIN api_keys k USING (api_key_id)
             WHERE s.token_hash = $1 AND wall_clock() < s.expires_at
               AND wall_clock() < s.seen_at + make_interval(mins => $2)
               AND k.revoked_at IS NULL AND k.role = $4
         ), seen AS (
             UPDATE audit_sessions s SET seen_at = wall_clock() FROM alive a
             WHERE s.token_hash = a.token_hash
               AND wall_clock() > a.seen_at + make_interval(secs => $3)
         )
         SELECT owner FROM alive",
    )
    .bind(token.hash())
    .bind(IDLE_MINUTES)
    .bind(SEEN_AGAIN_AFTER_SECONDS)
    .bind(Role::Auditor.as_str())
    .fetch_optional(pool)
    .await
}

/// Ends a session, and with it what was searched for there.
pub(super) async fn end(pool: &PgPool, token: &Token) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM audit_sessions WHERE token_hash = $1")
        .bind(token.hash())
        .execute(pool)
        .await?;
    Ok(())
}
