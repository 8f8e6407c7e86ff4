//! Whoever keyed in the right password and is asked for a code: not signed in yet.
//!
//! It is no session and stands in another table, so no page but those that take the code finds it.

use axum::{extract::FromRequestParts, http::request::Parts};
use countersign_domain::{AccountId, ChallengeId};
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

use super::{
    Pages, Trouble, Visit, Visitor,
    session::{self, Guard},
    token::Token,
    visitor::{Absent, is_open},
};
use crate::store::AccountRow;

/// How long a password that was right waits for a code.
const MINUTES_MAX: i32 = 30;

/// Somebody halfway in.
pub(super) struct Halfway {
    pub(super) visitor: Visitor,
    pub(super) challenge_id: ChallengeId,
    /// Where to go afterwards.
    pub(super) back: String,
}

/// Notes that a password was right, under a token that the browser never had before.
pub(super) async fn enter(
    pool: &PgPool,
    account_id: &AccountId,
    guard: &Guard,
    (challenge_id, back): (ChallengeId, &str),
    before: Option<&Token>,
) -> Result<Token, sqlx::Error> {
    let token = Token::make();
    sqlx::query(
        "WITH ended AS (DELETE FROM page_sessions WHERE token_hash = $6)
         INSERT INTO page_sign_ins (token_hash, account_id, guard, challenge_id, back, expires_at)
         VALUES ($1, $2, $3, $4, $5, wall_clock() + make_interval(mins => $7))",
    )
    .bind(token.hash())
    .bind(account_id.as_str())
    .bind(guard)
    .bind(challenge_id.0)
    .bind(back)
    .bind(before.map(Token::hash))
    .bind(MINUTES_MAX)
    .execute(pool)
    .await?;
    Ok(token)
}

/// Whether somebody is halfway in under this token still.
pub(super) async fn is_there(pool: &PgPool, token: &Token) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM page_sign_ins
                        WHERE token_hash = $1 AND wall_clock() < expires_at)",
    )
    .bind(token.hash())
    .fetch_one(pool)
    .await
}

impl Halfway {
    /// Signs in: the code was right. Once more is the same, should the answer have been lost.
    pub(super) async fn finish(&self, pages: &Pages) -> Result<Token, sqlx::Error> {
        let token = Token::after(&self.visitor.token, pages.store.keyring());
        session::open_after(pages.store.pool(), &self.visitor.token, &token).await?;
        Ok(token)
    }

    /// Forgets that the password was right.
    pub(super) async fn leave(&self, pages: &Pages) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM page_sign_ins WHERE token_hash = $1")
            .bind(self.visitor.token.hash())
            .execute(pages.store.pool())
            .await?;
        Ok(())
    }

    async fn find(token: Token, parts: &Parts, pages: &Pages) -> Result<Option<Self>, Trouble> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT account_id, guard, challenge_id, back FROM page_sign_ins
             WHERE token_hash = $1 AND wall_clock() < expires_at",
        )
        .bind(token.hash())
        .fetch_optional(pages.store.pool())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let Ok(account_id) = row.account_id.parse() else {
            return Ok(None);
        };
        let account = pages.store.account(&account_id).await?;
        let keyring = pages.store.keyring();
        let is_of = |account: &AccountRow| {
            is_open(&account.account) && Guard::of(account, keyring) == row.guard
        };
        let Some(account) = account.filter(is_of) else {
            return Ok(None);
        };
        let visitor = Visitor::new(token, &account, None, Visit::Halfway, &parts.headers)?;
        Ok(visitor.map(|visitor| Self {
            visitor,
            challenge_id: ChallengeId(row.challenge_id),
            back: row.back,
        }))
    }
}

impl FromRequestParts<Pages> for Halfway {
    type Rejection = Absent;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Absent> {
        let absent = || Absent::SignIn {
            back: String::new(),
        };
        let token = pages.token_of(&parts.headers).ok_or_else(absent)?;
        let halfway = Self::find(token, parts, pages).await?;
        halfway.ok_or_else(absent)
    }
}

#[derive(FromRow)]
struct Row {
    account_id: String,
    guard: Guard,
    challenge_id: Uuid,
    back: String,
}
