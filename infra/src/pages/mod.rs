//! The pages: Account Security as a customer meets it, rendered here, for a browser with or
//! without JavaScript.

mod visitor;
mod halfway;
mod form;
mod browser;

mod sign_in;
mod credentials;
mod sign_in_limit;
mod known;
mod hosted;
mod visit;
mod session;
mod renewal;
mod token;
mod cookies;
mod headers;
mod settings;

mod account;
mod security;
mod activity;
mod setup;
mod challenge;
mod codes;
mod services;
mod help;
mod audit;

mod submit;
mod saying;
mod detour;
mod clock;
mod look;
mod notice;
mod problem;
mod password_form;
mod shell;
mod trouble;
mod assets;

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get, post},
};
use countersign_handlers::Brand;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

pub use look::{Colour, Logo, Look, NoColour, NoLogo};
pub use settings::{NoOrigin, PageSettings, origin};

pub(crate) use session::{Guard, forget_old};
pub(crate) use visit::invite;

use self::{
    browser::Browser,
    detour::Detour,
    form::{Form, NoFields},
    services::Service,
    trouble::Trouble,
    visitor::{Onlooker, Visit, Visitor},
};
use crate::{
    http::{Api, deadline},
    passwords::Passwords,
    projecting::Reads,
    store::Store,
};

/// What the pages work with.
#[derive(Clone)]
pub struct Pages {
    /// Where commands go.
    pub store: Arc<Store>,
    /// The read models.
    pub reads: Reads,
    /// Where passwords are checked.
    pub passwords: Arc<Passwords>,
    /// Whose pages they are.
    pub brand: Arc<Brand>,
    /// How it looks.
    pub look: Arc<Look>,
    /// How browsers get here.
    pub settings: Arc<PageSettings>,
    /// The name under which the log is signed.
    pub log_origin: Arc<str>,
    /// Once cancelled, no page goes on telling what happens.
    pub closing: CancellationToken,
}

/// The pages and what they load.
pub fn router(pages: Pages) -> Router {
    let walk = Router::new()
        .route("/", get(home))
        .route("/account", get(account::show))
        .route("/account/security", get(security::show))
        .route("/help/two-factor-email", get(help::show))
        .route("/hosted/{entry}", get(hosted::enter))
        .route("/hosted/return", post(hosted::leave).get(home))
        .merge(setup::routes())
        .merge(challenge::routes())
        .merge(audit::routes())
        // Browsers are told by a page, whoever asks the API by a problem.
        .route("/account/{*other}", any(|| async { Trouble::NotFound }))
        .route("/help/{*other}", any(|| async { Trouble::NotFound }));
    let walk = if pages.settings.signs_in {
        Service::ALL
            .into_iter()
            .fold(walk, |walk, service| {
                let show = move |pages, visitor| services::show(service, pages, visitor);
                walk.route(service.path(), get(show))
            })
            .merge(challenge::portal_routes())
            .route("/sign-in", get(sign_in::show).post(sign_in::enter))
            .route("/sign-out", post(sign_in::leave).get(home))
    } else {
        walk
    };
    assets::routes()
        .merge(walk)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn_with_state(
            pages.clone(),
            trouble::shown,
        ))
        .layer(middleware::from_fn_with_state(pages.clone(), headers::put))
        .with_state(pages)
}

impl Pages {
    fn api(&self) -> Api {
        Api {
            store: Arc::clone(&self.store),
            reads: self.reads.clone(),
            passwords: Arc::clone(&self.passwords),
            pages: Arc::clone(&self.settings),
            log_origin: Arc::clone(&self.log_origin),
        }
    }
}

/// Also from where there is only a form to be sent: asking again leads there.
async fn home() -> Redirect {
    Redirect::to("/account/security")
}

async fn in_time(request: Request, next: Next) -> Result<Response, Trouble> {
    let answer = deadline::within(next.run(request)).await;
    answer.ok_or(Trouble::Unavailable)
}

/// What a panic said may hold anything, so it is for the panic hook alone.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a page panicked");
    Trouble::Unavailable.into_response()
}
