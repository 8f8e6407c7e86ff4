//! Pages that say that something is not there, or not now.

use axum::{
    extract::{Request, State},
    http::{StatusCode, header, uri::PathAndQuery},
    middleware::Next,
    response::{IntoResponse, Response},
};
use countersign_handlers::Language;

use super::{Pages, audit, notice::Notice, shell, sign_in};
use crate::{
    causes::with_causes,
    store::{ExecuteError, Failure},
};

/// Why there is no page. What it tells is for the visitor; the operator finds the causes in the
/// log.
#[derive(Debug, Clone)]
pub(super) enum Trouble {
    /// There is no such page, or it is somebody else's.
    NotFound,
    /// The account was erased.
    Gone,
    /// A visit that a portal began is over. Where the customer goes back to, as long as it is known.
    SessionOver { return_url: Option<String> },
    /// A URL that was used, or not in time; the same.
    EntryUsed { return_url: Option<String> },
    /// A form that no page of ours in this browser sent.
    Forged,
    /// A form with other fields than its page has.
    BadForm,
    /// Something is away or broken.
    Unavailable,
}

impl Trouble {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone | Self::EntryUsed { .. } => StatusCode::GONE,
            Self::SessionOver { .. } => StatusCode::UNAUTHORIZED,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn page(&self, pages: &Pages, language: Language, path: &str) -> Response {
        const HELP: (&str, &str) = ("/help/two-factor-email", "page-help");
        const SECURITY: (&str, &str) = ("/account/security", "security-title");
        const AUDIT: (&str, &str) = (audit::HOME, "audit-title");
        let again = (path, "page-try-again");
        let (title, text, link) = match self {
            Self::NotFound if path.starts_with(audit::HOME) => {
                ("page-not-found", "page-not-found-text", AUDIT)
            }
            Self::NotFound => ("page-not-found", "page-not-found-text", SECURITY),
            Self::Gone => ("page-not-found", "page-account-gone", HELP),
            Self::SessionOver { .. } => ("session-over", "session-over-text", HELP),
            Self::EntryUsed { .. } => ("entry-used", "entry-used-text", HELP),
            Self::Forged | Self::BadForm => ("forged", "forged-text", again),
            Self::Unavailable => ("page-unavailable", "page-unavailable-text", again),
        };
        let sign_in = sign_in::path(path);
        let links = match self {
            Self::SessionOver {
                return_url: Some(url),
            }
            | Self::EntryUsed {
                return_url: Some(url),
            } => {
                let back = (url.as_str(), "page-back-to-portal");
                let here = (sign_in.as_str(), "sign-in-button");
                let links = [Some(back), pages.settings.signs_in.then_some(here)];
                links.into_iter().flatten().collect()
            }
            _ => vec![link],
        };
        let notice = Notice::new(pages, language, title, text, &links);
        shell::answer(self.status(), &notice)
    }
}

/// Writes the page of a trouble in the language that the browser asks for: who the visitor is may
/// be the very thing that could not be found out.
pub(super) async fn shown(State(pages): State<Pages>, request: Request, next: Next) -> Response {
    let language = shell::language_of(request.headers());
    // Asking again is a GET: what was to be sent may hold a password, and is not kept.
    let path = request.uri().path_and_query();
    let path = path.map_or("/", PathAndQuery::as_str).to_owned();
    let mut response = next.run(request).await;
    let trouble = response.extensions_mut().remove::<Trouble>();
    // A path or query that cannot be read is refused before a page sees it.
    let unread = (response.status() == StatusCode::BAD_REQUEST).then_some(Trouble::NotFound);
    match trouble.or(unread) {
        Some(trouble) => {
            let mut page = trouble.page(&pages, language, &path);
            if let Trouble::Unavailable = trouble {
                let headers = page.headers_mut();
                headers.insert(header::RETRY_AFTER, header::HeaderValue::from_static("5"));
            }
            page
        }
        None => response,
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        tracing::error!(error = %with_causes(&failure), "a page failed");
        Self::Unavailable
    }
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Failure::from(error).into()
    }
}

impl From<askama::Error> for Trouble {
    fn from(error: askama::Error) -> Self {
        tracing::error!(error = %with_causes(&error), "a page cannot be written");
        Self::Unavailable
    }
}

/// Refusals that no page has a place for are of a visitor who made up the request.
impl From<ExecuteError> for Trouble {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Failed(failure) => failure.into(),
            ExecuteError::Refused(countersign_domain::Refusal::Erased) => Self::Gone,
            ExecuteError::Refused(_) => Self::NotFound,
            ExecuteError::KeyMismatch | ExecuteError::InFlight | ExecuteError::Busy => {
                Self::Unavailable
            }
        }
    }
}
