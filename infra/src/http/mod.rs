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

mod enrollment;
mod events;
mod funnel;
mod security;

mod failure;
mod problem;
mod slug;
mod refusal;

mod deadline;
mod observe;
mod request_id;

mod admin;
mod import;
mod openapi;
mod schemas;
mod serve;

#[cfg(fuzzing)]
pub(crate) mod fuzzing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{Json, Router, middleware, response::IntoResponse, routing::get};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use admin::{Readiness, admin_router};
pub use import::{AccountLine, BadLine};
pub use serve::serve;

use self::{access::open_to, endpoints as e, problem::Problem};
use crate::{api_keys::Role, passwords::Passwords, projecting::Reads, store::Store};

/// What the API works with.
#[derive(Clone)]
pub struct Api {
    /// Where commands go.
    pub store: Arc<Store>,
    /// The read models.
    pub reads: Reads,
    /// Where passwords are checked.
    pub passwords: Arc<Passwords>,
}

/// The API with its OpenAPI document.
pub fn router(api: Api) -> Router {
    let (routes, document) = OpenApiRouter::with_openapi(openapi::document())
        .nest("/v1", routes(&api))
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
        .layer(middleware::from_fn(observe::observe))
}

fn routes(api: &Api) -> OpenApiRouter<Api> {
    use Role::{Analyst, Auditor, Operator, Portal, Support};
    OpenApiRouter::new()
        .routes(open_to(
            &[Portal],
            e::put_account::PROBLEMS,
            api,
            routes!(e::put_account::handle),
        ))
        .routes(open_to(
            &[Portal],
            e::start_setup::PROBLEMS,
            api,
            routes!(e::start_setup::handle),
        ))
        .routes(open_to(
            &[Portal],
            e::verify_password::PROBLEMS,
            api,
            routes!(e::verify_password::handle),
        ))
        .routes(open_to(
            &[Portal],
            e::issue_code::PROBLEMS,
            api,
            routes!(e::issue_code::handle),
        ))
        .routes(open_to(
            &[Portal],
            e::confirm_code::PROBLEMS,
            api,
            routes!(e::confirm_code::handle),
        ))
        .routes(open_to(
            &[Portal],
            e::acknowledge::PROBLEMS,
            api,
            routes!(e::acknowledge::handle),
        ))
        .routes(open_to(
            &[Portal],
            e::cancel::PROBLEMS,
            api,
            routes!(e::cancel::handle),
        ))
        .routes(open_to(
            &[Portal, Support],
            e::get_enrollment::PROBLEMS,
            api,
            routes!(e::get_enrollment::handle),
        ))
        .routes(open_to(
            &[Portal, Support],
            e::get_security::PROBLEMS,
            api,
            routes!(e::get_security::handle),
        ))
        .routes(open_to(
            &[Support],
            e::unlock_account::PROBLEMS,
            api,
            routes!(e::unlock_account::handle),
        ))
        .routes(open_to(
            &[Operator],
            e::erase_account::PROBLEMS,
            api,
            routes!(e::erase_account::handle),
        ))
        .routes(open_to(
            &[Auditor, Support],
            e::history::PROBLEMS,
            api,
            routes!(e::history::handle),
        ))
        .routes(open_to(
            &[Auditor, Analyst],
            &[],
            api,
            routes!(e::log::handle),
        ))
        .routes(open_to(
            &[Analyst],
            &[],
            api,
            routes!(e::enrollment_funnel::handle),
        ))
}

/// What a panic said may hold anything, so it is for the panic hook alone.
fn panicked(_: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    tracing::error!("a request panicked");
    Problem::new(slug::Slug::Internal).into_response()
}
