//! Whoever is at a page.

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
};
use countersign_domain::{Account, AccountId, PasswordHash};
use countersign_handlers::Language;

use super::{Pages, Trouble, session, session::Guard, shell::language_of, sign_in, token::Token};

/// Whoever is at a page, signed in or sent here by a portal.
pub(super) struct Visitor {
    pub(super) account_id: AccountId,
    /// As the portal asked, else the account's, else the browser's.
    pub(super) language: Language,
    /// What each form has to carry.
    pub(super) csrf: String,
    pub(super) visit: Visit,
    /// How the customer likes to be called.
    pub(super) name: Option<String>,
    pub(super) time_zone: Option<String>,
    /// The session's.
    pub(super) token: Token,
    /// The password that the session began with.
    pub(super) password_hash: Option<PasswordHash>,
}

/// How a visitor came here.
pub(super) enum Visit {
    /// Signed in here.
    SignedIn,
    /// Sent by a portal, to the security pages only.
    Hosted {
        /// Where they go back to.
        return_url: String,
    },
}

/// Why nobody is there.
pub(super) enum Absent {
    /// Whoever it was has to sign in, and comes back to this page.
    SignIn { back: String },
    /// Something is wrong.
    Trouble(Trouble),
}

impl FromRequestParts<Pages> for Visitor {
    type Rejection = Absent;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Absent> {
        let absent = || {
            if pages.settings.signs_in {
                let back = parts.uri.path().to_owned();
                Absent::SignIn { back }
            } else {
                Absent::Trouble(Trouble::SessionOver)
            }
        };
        let token = pages.token_of(&parts.headers).ok_or_else(absent)?;
        let session = session::find(pages.store.pool(), &token).await?;
        let session = session.ok_or_else(absent)?;
        let account_id: AccountId = session.account_id.parse().map_err(|_| absent())?;
        let account = pages.store.account(&account_id).await?;
        let keyring = pages.store.keyring();
        let account = account
            .filter(|account| is_open(&account.account))
            .filter(|account| Guard::of(account, keyring) == session.guard)
            .ok_or_else(absent)?;
        let profile = account.account.profile().ok_or_else(absent)?;
        let asked = [session.locale.as_deref(), profile.locale.as_deref()];
        let language = asked.into_iter().flatten().find_map(Language::asked_for);
        Ok(Self {
            language: language.unwrap_or_else(|| language_of(&parts.headers)),
            csrf: token.csrf(),
            visit: match session.return_url {
                Some(return_url) => Visit::Hosted { return_url },
                None => Visit::SignedIn,
            },
            name: account
                .facts()?
                .contact
                .and_then(|contact| contact.display_name),
            time_zone: profile.time_zone.clone(),
            password_hash: account.password_hash.clone(),
            token,
            account_id,
        })
    }
}

/// Whether an account may be used at all.
pub(super) fn is_open(account: &Account) -> bool {
    account.profile().is_some_and(|profile| profile.active)
}

impl<T: Into<Trouble>> From<T> for Absent {
    fn from(trouble: T) -> Self {
        Self::Trouble(trouble.into())
    }
}

impl IntoResponse for Absent {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn { back } => Redirect::to(&sign_in::path(&back)).into_response(),
            Self::Trouble(trouble) => trouble.into_response(),
        }
    }
}
