//! The session that whoever switches two-factor on or off goes on under.
//!
//! It is there before, so that neither a crash nor an answer that got lost leaves the customer
//! without it.

use sqlx::PgPool;

use super::{challenge, session::Guard, token::Token};

/// How long the token before leads to it.
const RENEWAL_SECONDS: i32 = 60;

/// Has a session go on under another token once its account is guarded like this, which ends it under
/// the token before. Until then the other one opens nothing, so it does not matter what becomes of
/// whoever is about to see to that. Answers whether the session is there.
pub(super) async fn renew(
    pool: &PgPool,
    (before, after): (&Token, &Token),
    guard: &Guard,
    renews_at: &str,
) -> Result<bool, sqlx::Error> {
    let renewed = sqlx::query(
        "INSERT INTO page_sessions AS s (token_hash, account_id, return_url, locale, expires_at,
                                         code_at, guard, renews_at, renews_until)
         SELECT $2, account_id, return_url, locale, expires_at, code_at,
                $3, $4, wall_clock() + make_interval(secs => $5)
         FROM page_sessions WHERE token_hash = $1
         ON CONFLICT (token_hash) DO UPDATE
         SET guard = excluded.guard, renews_at = excluded.renews_at,
             renews_until = excluded.renews_until",
    )
    .bind(before.hash())
    .bind(after.hash())
    .bind(guard)
    .bind(renews_at)
    .bind(RENEWAL_SECONDS)
    .execute(pool)
    .await?;
    Ok(renewed.rows_affected() == 1)
}

/// Whether the token before still leads to the session of this one there.
pub(super) async fn renews(
    pool: &PgPool,
    after: &Token,
    renews_at: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM page_sessions
                        WHERE token_hash = $1 AND renews_at = $2 AND wall_clock() < renews_until)",
    )
    .bind(after.hash())
    .bind(renews_at)
    .fetch_one(pool)
    .await
}

/// Below which the last click is answered: sent again, its page loaded again, and what it led to.
pub(super) fn place(path: &str) -> &str {
    let steps = if path.starts_with(challenge::TURN_OFF) {
        ["/password", "/done"]
    } else {
        ["/okay", "/success"]
    };
    let mut places = steps.iter().filter_map(|step| path.strip_suffix(step));
    places.next().unwrap_or(path)
}
