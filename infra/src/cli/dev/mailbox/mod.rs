//! `/dev/mailbox`: the mails of `countersign dev`, to be read in a browser. It is in no other
//! command, and answers only to names of this machine.

mod letter;
mod local;

use std::path::PathBuf;

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderName, StatusCode, header},
    middleware,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use uuid::Uuid;

use self::letter::Letter;

/// The page loads its style sheet and the mails in their frames, and nothing from elsewhere.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; \
                           base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A mail has the styles it came with and can do nothing.
const MAIL_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";

const STYLE: &str = include_str!("style.css");

/// The page, over a folder of mails.
pub(in crate::cli) fn router(folder: PathBuf) -> Router {
    Router::new()
        .route("/dev/mailbox", get(page))
        .route("/dev/mailbox/style.css", get(style))
        .route("/dev/mailbox/{event_id}", get(html_part))
        .route_layer(middleware::from_fn(local::only_from_here))
        .with_state(folder)
}

#[derive(Template)]
#[template(path = "dev/mailbox.html")]
struct Mailbox {
    letters: Vec<Letter>,
}

async fn page(State(folder): State<PathBuf>) -> Response {
    let letters = match letter::newest(&folder).await {
        Ok(letters) => letters,
        Err(error) => return failed(&error),
    };
    match (Mailbox { letters }).render() {
        Ok(page) => (headers(PAGE_POLICY), Html(page)).into_response(),
        Err(error) => failed(&error),
    }
}

async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

async fn html_part(State(folder): State<PathBuf>, Path(event_id): Path<Uuid>) -> Response {
    match letter::read(&folder, event_id).await {
        Ok(Some(letter)) => (headers(MAIL_POLICY), Html(letter.html)).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

fn headers(policy: &'static str) -> [(HeaderName, &'static str); 4] {
    [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ]
}

fn failed(error: &(dyn std::error::Error + 'static)) -> Response {
    tracing::error!(error, "the mailbox cannot be shown");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
