//! The HTTP API: parse, authenticate, submit a command or read, answer.
//!
//! The routes stand below, each with the roles it is open to. Whatever is no success is a problem
//! (RFC 9457). Handlers decide nothing: commands go through the store, reads that reflect one's
//! own writes through [`Reads`].

mod endpoints;

mod access;
mod command;
mod path;

mod body;
mod context;
mod fields;
mod query;
mod reading;

mod assertion;
mod challenge;
mod code;
mod enrollment;
mod events;
mod funnel;
mod proof;
mod security;
mod stream;

mod failure;
mod problem;
mod slug;
mod refusal;

pub(crate) mod deadline;
mod observe;
mod request_id;

mod admin;
mod import;
mod openapi;
mod schemas;
mod serve;

#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
#[cfg(any(test, fuzzing))]
pub(crate) mod tokens;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{Json, Router, middleware, response::IntoResponse, routing::get};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use admin::{Readiness, admin_router};
pub use import::{AccountLine, BadLine};
pub use serve::serve;

pub(crate) use body::forget;
pub(crate) use request_id::RequestId;

use self::{access::open_to, endpoints as e, problem::Problem};
use crate::{
    api_keys::Role, pages::PageSettings, passwords::Passwords, projecting::Reads, store::Store,
};

/// What the API works with.
#[derive(Clone)]
pub struct Api {
    /// Where commands go.
    pub store: Arc<Store>,
    /// The read models.
    pub reads: Reads,
    /// Where passwords are checked.
    pub passwords: Arc<Passwords>,
    /// Where customers are sent to.
    pub pages: Arc<PageSettings>,
    /// The name under which the log is signed.
    pub log_origin: Arc<str>,
}

/// The API with its OpenAPI document.
pub fn router(api: Api) -> Router {
    let (routes, document) = OpenApiRouter::with_openapi(openapi::document())
        .nest("/v1", routes(&api))
        .routes(routes!(e::jwks::handle))
        .split_for_parts();
    // It is the same for everybody, and nothing in it is a secret.
    let document = Arc::new(document);
    routes
        .with_state(api)
        .route("/healthz", get(|| async { "ok\n" }))
        .route(
            "/openapi.json",
            get(|| async move { Json(document).into_response() }),
        )
        .layer(middleware::from_fn(deadline::in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(observe::with_problem))
}

/// Gives each request its names, log line and metrics, whatever it is for.
pub fn observed(router: Router) -> Router {
    router.layer(middleware::from_fn(observe::observe))
}

fn routes(api: &Api) -> OpenApiRouter<Api> {
    macro_rules! open {
        ($endpoint:ident to $($role:ident),+) => {
            open_to(
                &[$(Role::$role),+],
                e::$endpoint::PROBLEMS,
                api,
                routes!(e::$endpoint::handle),
            )
        };
    }
    OpenApiRouter::new()
        .routes(open!(put_account to Portal))
        .routes(open!(create_page_session to Portal))
        .routes(open!(start_setup to Portal))
        .routes(open!(verify_password to Portal))
        .routes(open!(issue_code to Portal))
        .routes(open!(confirm_code to Portal))
        .routes(open!(acknowledge to Portal))
        .routes(open!(cancel to Portal))
        .routes(open!(get_enrollment to Portal, Support))
        .routes(open!(get_security to Portal, Support))
        .routes(open!(open_challenge to Portal))
        .routes(open!(issue_challenge_code to Portal))
        .routes(open!(confirm_challenge_code to Portal))
        .routes(open!(cancel_challenge to Portal))
        .routes(open!(get_challenge to Portal, Support))
        .routes(open!(disable to Portal))
        .routes(open!(unlock_account to Support))
        .routes(open!(erase_account to Operator))
        .routes(open!(history to Auditor, Support))
        .routes(open!(log to Auditor, Analyst))
        .routes(open!(checkpoint to Auditor))
        .routes(open!(inclusion_proof to Auditor))
        .routes(open!(consistency_proof to Auditor))
        .routes(open!(enrollment_funnel to Analyst))
        .routes(open!(challenge_funnel to Analyst))
}

/// What a panic said may hold anything, so it is for the panic hook alone.
fn panicked(_: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    tracing::error!("a request panicked");
    Problem::new(slug::Slug::Internal).into_response()
}
