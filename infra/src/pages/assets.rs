//! What the pages load: all of it from here.

use axum::{
    Router,
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use super::Pages;

/// How long a browser may use them without asking again.
const CACHED: &str = "public, max-age=300";

/// The routes.
pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/assets/style.css", get(style))
        .route("/assets/brand.css", get(brand))
        .route("/assets/pages.js", get(script))
        .route("/assets/logo", get(logo))
}

async fn style() -> impl IntoResponse {
    let style = include_str!("assets/style.css");
    (headers("text/css; charset=utf-8"), style)
}

async fn brand(State(pages): State<Pages>) -> impl IntoResponse {
    (headers("text/css; charset=utf-8"), pages.look.style())
}

async fn script() -> impl IntoResponse {
    let script = include_str!("assets/pages.js");
    (headers("text/javascript; charset=utf-8"), script)
}

async fn logo(State(pages): State<Pages>) -> Response {
    match &pages.look.logo {
        Some(logo) => (headers(logo.media_type), logo.bytes.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn headers(media_type: &'static str) -> [(HeaderName, &'static str); 2] {
    [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, CACHED),
    ]
}
