//! `/audit`: histories as an auditor reads them in a browser. An API key of an auditor opens it, and
//! whatever is shown was recorded first, with who looks and why.

mod auditor;
mod session;
mod sign_in;

mod search;
mod kept;
mod moment;
mod reading;
mod found;

mod history;
mod story;
mod state;
mod proven;
mod export;

use axum::{
    Router,
    routing::{any, get, post},
};

use super::{Pages, trouble::Trouble};

pub(super) const HOME: &str = "/audit";
const SIGN_IN: &str = "/audit/sign-in";

/// Its routes. Those of a search are in its session only.
pub(super) fn routes() -> Router<Pages> {
    const ACCOUNT: &str = "/audit/searches/{search_id}/accounts/{account_id}";
    Router::new()
        .route(HOME, get(search::show).post(search::begin))
        .route(SIGN_IN, get(sign_in::show).post(sign_in::enter))
        .route("/audit/sign-out", post(sign_in::leave).get(search::show))
        .route("/audit/searches/{search_id}", get(found::show))
        .route(ACCOUNT, get(history::show))
        .route(
            &format!("{ACCOUNT}/export"),
            post(export::download).get(export::show),
        )
        .route("/audit/{*other}", any(|| async { Trouble::NotFound }))
}
