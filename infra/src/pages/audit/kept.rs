//! What was searched for, kept in its session.

use chrono::{DateTime, Utc};
use countersign_domain::AccountId;
use sqlx::{FromRow, PgPool, Row, postgres::PgRow};
use uuid::Uuid;

use super::{HOME, auditor::Auditor};
use crate::{
    entropy,
    pages::{token::Token, trouble::Trouble},
};

/// What is searched for, and why.
pub(super) struct Search {
    pub(super) id: Uuid,
    /// None: whichever accounts had events then.
    pub(super) account_id: Option<AccountId>,
    pub(super) from_at: Option<DateTime<Utc>>,
    /// What was recorded at that very moment counts.
    pub(super) to_at: Option<DateTime<Utc>>,
    pub(super) reason: String,
}

impl Search {
    /// A new one. It is not kept yet.
    pub(super) fn new(account_id: Option<AccountId>, reason: String) -> Self {
        Self {
            id: entropy::new_id(),
            account_id,
            from_at: None,
            to_at: None,
            reason,
        }
    }

    /// Keeps it in a session.
    pub(super) async fn keep(&self, pool: &PgPool, token: &Token) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO audit_searches (search_id, token_hash, account_id, from_at, to_at, reason)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.id)
        .bind(token.hash())
        .bind(self.account_id.as_ref().map(AccountId::as_str))
        .bind(self.from_at)
        .bind(self.to_at)
        .bind(&self.reason)
        .execute(pool)
        .await?;
        Ok(())
    }

    /// The auditor's search of this id: those of another session are not there.
    pub(super) async fn of(
        auditor: &Auditor,
        search_id: Uuid,
        pool: &PgPool,
    ) -> Result<Self, Trouble> {
        let found = sqlx::query_as(
            "SELECT search_id, account_id, from_at, to_at, reason FROM audit_searches
             WHERE search_id = $1 AND token_hash = $2",
        )
        .bind(search_id)
        .bind(auditor.token.hash())
        .fetch_optional(pool)
        .await?;
        found.ok_or(Trouble::NotFound)
    }

    /// Why the auditor last looked for anything in this session.
    pub(super) async fn last_reason(
        auditor: &Auditor,
        pool: &PgPool,
    ) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT reason FROM audit_searches WHERE token_hash = $1
             ORDER BY search_id DESC LIMIT 1",
        )
        .bind(auditor.token.hash())
        .fetch_optional(pool)
        .await
    }

    /// Whether it leads to this account.
    pub(super) fn leads_to(&self, account_id: &AccountId) -> bool {
        self.account_id.as_ref().is_none_or(|of| of == account_id)
    }

    /// Where its page is.
    pub(super) fn path(&self) -> String {
        match &self.account_id {
            Some(account_id) => self.path_of(account_id),
            None => format!("{HOME}/searches/{}", self.id),
        }
    }

    /// Where the page of an account is that it leads to.
    pub(super) fn path_of(&self, account_id: &AccountId) -> String {
        format!("{HOME}/searches/{}/accounts/{account_id}", self.id)
    }
}

impl FromRow<'_, PgRow> for Search {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let account_id: Option<String> = row.try_get("account_id")?;
        let account_id = account_id.map(|id| id.parse()).transpose();
        Ok(Self {
            id: row.try_get("search_id")?,
            account_id: account_id.map_err(|source| sqlx::Error::Decode(Box::new(source)))?,
            from_at: row.try_get("from_at")?,
            to_at: row.try_get("to_at")?,
            reason: row.try_get("reason")?,
        })
    }
}
