//! What a page says first: what came of the form that was sent there. The session keeps
//! it and the page says it once, so that a form is answered by a redirect and a reload sends nothing
//! again.

use std::borrow::Cow;

use axum::response::{IntoResponse, Redirect, Response};
use countersign_domain::Refusal;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use super::{Detour, Pages, Visit, Visitor};
use crate::store::ExecuteError;

/// What a page says first. It has nothing of what was keyed in.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Saying {
    /// Good news, by the key of its words.
    News(Cow<'static, str>),
    /// That what was keyed in can be no command, by the key of its words.
    Unfit(Cow<'static, str>),
    /// That the command was refused.
    Refused(Refusal),
}

impl Saying {
    /// Leads to the page at this path, which says this.
    pub(super) async fn leads_to(
        self,
        here: &str,
        pages: &Pages,
        visitor: &Visitor,
    ) -> Result<Response, Detour> {
        let table = table(visitor);
        let keep = format!("UPDATE {table} SET saying = $2, saying_at = $3 WHERE token_hash = $1");
        sqlx::query(&keep)
            .bind(visitor.token.hash())
            .bind(Json(self))
            .bind(here)
            .execute(pages.store.pool())
            .await?;
        Ok(Redirect::to(here).into_response())
    }

    /// What the page at this path is to say. Asked again, nothing.
    pub(super) async fn take(
        here: &str,
        pages: &Pages,
        visitor: &Visitor,
    ) -> Result<Option<Self>, sqlx::Error> {
        let table = table(visitor);
        let take = format!(
            "WITH kept AS (
                 SELECT token_hash, saying FROM {table}
                 WHERE token_hash = $1 AND saying_at = $2 FOR UPDATE
             )
             UPDATE {table} s SET saying = NULL, saying_at = NULL FROM kept
             WHERE s.token_hash = kept.token_hash
             RETURNING kept.saying"
        );
        let taken: Option<Json<Self>> = sqlx::query_scalar(&take)
            .bind(visitor.token.hash())
            .bind(here)
            .fetch_optional(pages.store.pool())
            .await?;
        Ok(taken.map(|Json(saying)| saying))
    }
}

/// Answers a form of the page at this path, whose command was not done.
pub(super) async fn not_done(
    error: ExecuteError,
    here: &str,
    pages: &Pages,
    visitor: &Visitor,
) -> Result<Response, Detour> {
    match error {
        // The page knows where things stand, and leads there.
        ExecuteError::Refused(
            Refusal::WrongState { .. } | Refusal::WrongChallengeState { .. } | Refusal::NoProof,
        ) => Err(Detour::To(here.to_owned())),
        // No page has a place for these.
        ExecuteError::Refused(Refusal::Erased | Refusal::NotFound) => Err(error.into()),
        ExecuteError::Refused(refusal) => {
            let saying = Saying::Refused(refusal);
            saying.leads_to(here, pages, visitor).await
        }
        error => Err(error.into()),
    }
}

/// Where it is kept who the visitor is.
fn table(visitor: &Visitor) -> &'static str {
    match visitor.visit {
        Visit::SignedIn | Visit::Hosted => "page_sessions",
        Visit::Halfway => "page_sign_ins",
    }
}
