//! The auditor at a page.

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use countersign_handlers::Language;

use super::{SIGN_IN, session};
use crate::{
    api_keys::Role,
    pages::{Pages, shell::language_of, token::Token, trouble::Trouble},
};

/// The auditor at a page.
pub(super) struct Auditor {
    /// Whose the key is.
    pub(super) owner: String,
    pub(super) language: Language,
    /// What each form has to carry.
    pub(super) csrf: String,
    /// The session's.
    pub(super) token: Token,
}

/// Why there is none.
pub(super) enum NoAuditor {
    /// Nobody is signed in.
    SignIn,
    /// Something is wrong.
    Trouble(Trouble),
}

impl Auditor {
    /// How the record of readings names them, as events and logs do: `auditor/vera`.
    pub(super) fn reader(&self) -> String {
        format!("{}/{}", Role::Auditor, self.owner)
    }
}

impl FromRequestParts<Pages> for Auditor {
    type Rejection = NoAuditor;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, NoAuditor> {
        let token = pages.auditors_token_of(&parts.headers);
        let token = token.ok_or(NoAuditor::SignIn)?;
        let owner = session::owner(pages.store.pool(), &token).await?;
        Ok(Self {
            owner: owner.ok_or(NoAuditor::SignIn)?,
            language: language_of(&parts.headers),
            csrf: token.csrf(),
            token,
        })
    }
}

impl From<sqlx::Error> for NoAuditor {
    fn from(error: sqlx::Error) -> Self {
        Self::Trouble(error.into())
    }
}

impl IntoResponse for NoAuditor {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn => Redirect::to(SIGN_IN).into_response(),
            Self::Trouble(trouble) => trouble.into_response(),
        }
    }
}
