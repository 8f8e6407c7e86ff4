//! Whoever is at a page.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use countersign_domain::{Account, AccountId, PasswordHash};
use countersign_handlers::Language;

use super::{
    Pages, Trouble, renewal,
    session::{self, Asks},
    shell::language_of,
    sign_in,
    token::Token,
};
use crate::store::AccountRow;

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

/// A visitor whose page asks by itself, which keeps no session alive.
pub(super) struct Onlooker(pub(super) Visitor);

/// How a visitor came here.
pub(super) enum Visit {
    /// Signed in here.
    SignedIn,
    /// Sent by a portal, to the security pages only.
    Hosted,
    /// Not signed in yet: a code is asked for.
    Halfway,
}

/// Why nobody is there.
pub(super) enum Absent {
    /// Whoever it was has to sign in, and comes back to this page.
    SignIn { back: String },
    /// Whoever it was switched two-factor on or off a moment ago and has not heard of it: goes on
    /// under this cookie.
    Renewed { cookie: HeaderValue, to: String },
    /// Something is wrong.
    Trouble(Trouble),
}

impl FromRequestParts<Pages> for Visitor {
    type Rejection = Absent;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Absent> {
        Self::asking(Asks::Customer, parts, pages).await
    }
}

impl FromRequestParts<Pages> for Onlooker {
    type Rejection = Absent;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Absent> {
        Visitor::asking(Asks::Page, parts, pages).await.map(Self)
    }
}

impl Visitor {
    async fn asking(asks: Asks, parts: &Parts, pages: &Pages) -> Result<Self, Absent> {
        let Some(token) = pages.token_of(&parts.headers) else {
            return Err(Absent::unknown(parts, pages));
        };
        match Self::of(token.clone(), asks, &parts.headers, pages).await? {
            Some(visitor) => Ok(visitor),
            None => Err(Absent::over(&token, parts, pages).await?),
        }
    }

    /// Whoever has this token.
    async fn of(
        token: Token,
        asks: Asks,
        headers: &HeaderMap,
        pages: &Pages,
    ) -> Result<Option<Self>, Trouble> {
        let Some(session) = session::find(pages.store.pool(), &token, asks).await? else {
            return Ok(None);
        };
        let Ok(account_id) = session.account_id.parse::<AccountId>() else {
            return Ok(None);
        };
        let account = pages.store.account(&account_id).await?;
        let keyring = pages.store.keyring();
        let Some(account) = account.filter(|account| session.is_of(account, keyring)) else {
            return Ok(None);
        };
        let visit = if session.is_hosted {
            Visit::Hosted
        } else {
            Visit::SignedIn
        };
        Self::new(token, &account, session.locale.as_deref(), visit, headers)
    }

    /// Somebody of this account; nobody where it is none any more.
    pub(super) fn new(
        token: Token,
        account: &AccountRow,
        locale: Option<&str>,
        visit: Visit,
        headers: &HeaderMap,
    ) -> Result<Option<Self>, Trouble> {
        let Some(profile) = account.account.profile() else {
            return Ok(None);
        };
        let asked = [locale, profile.locale.as_deref()];
        let language = asked.into_iter().flatten().find_map(Language::asked_for);
        Ok(Some(Self {
            language: language.unwrap_or_else(|| language_of(headers)),
            csrf: token.csrf(),
            visit,
            name: account
                .facts()?
                .contact
                .and_then(|contact| contact.display_name),
            time_zone: profile.time_zone.clone(),
            password_hash: account.password_hash.clone(),
            token,
            account_id: account.account_id.clone(),
        }))
    }
}

impl Absent {
    /// Why nobody is there who has this token, which no session alive has.
    async fn over(token: &Token, parts: &Parts, pages: &Pages) -> Result<Self, Trouble> {
        let after = Token::after(token, pages.store.keyring());
        let place = renewal::place(parts.uri.path());
        if renewal::renews(pages.store.pool(), &after, place).await? {
            let visitor = Visitor::of(after, Asks::Customer, &parts.headers, pages).await?;
            if let Some(visitor) = visitor {
                return Ok(Self::Renewed {
                    cookie: pages.give(&visitor.token),
                    to: place.to_owned(),
                });
            }
        }
        Ok(match pages.way_back(token).await? {
            Some(return_url) => Self::Trouble(Trouble::SessionOver {
                return_url: Some(return_url),
            }),
            None => Self::unknown(parts, pages),
        })
    }

    /// Nobody who was there is known.
    fn unknown(parts: &Parts, pages: &Pages) -> Self {
        if pages.settings.signs_in {
            let back = parts.uri.path().to_owned();
            Self::SignIn { back }
        } else {
            Self::Trouble(Trouble::SessionOver { return_url: None })
        }
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
            Self::Renewed { cookie, to } => {
                let cookie = AppendHeaders([(header::SET_COOKIE, cookie)]);
                (cookie, Redirect::to(&to)).into_response()
            }
            Self::SignIn { back } => Redirect::to(&sign_in::path(&back)).into_response(),
            Self::Trouble(trouble) => trouble.into_response(),
        }
    }
}
