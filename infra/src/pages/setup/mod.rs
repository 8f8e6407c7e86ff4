//! `/account/security/setup`: the walk that switches two-factor on, a step a page.
//!
//! Each step has an address of its own below the enrollment's, and each shows where the enrollment
//! stands: whoever reloads, goes back or opens a second tab is sent to the step that comes next.

mod standing;
mod progress;
mod submit;
mod saying;

mod methods;
mod password;
mod code;
mod code_page;
mod code_refusal;
mod delivery;
mod okay;
mod ended;
mod cancel;

use axum::{
    Router,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use countersign_domain::EnrollmentId;

use super::{Pages, trouble::Trouble};

/// Where the methods are, and the steps of each setup below it.
const SETUP: &str = "/account/security/setup";

/// The routes.
pub(super) fn routes() -> Router<Pages> {
    let step = |name: &str| format!("{SETUP}/{{enrollment_id}}{name}");
    Router::new()
        .route(SETUP, get(methods::show).post(methods::pick))
        .route(&step(""), get(standing::find))
        .route(
            &step("/password"),
            get(password::show).post(password::confirm),
        )
        .route(&step("/code"), get(code::show).post(code::verify))
        .route(&step("/delivery"), get(delivery::events))
        .route(
            &step("/send-again"),
            post(code::send_again).get(standing::find),
        )
        .route(&step("/okay"), get(okay::show).post(okay::click))
        .route(&step("/success"), get(ended::show))
        .route(&step("/ended"), get(ended::show))
        .route(&step("/cancel"), post(cancel::give_up).get(standing::find))
}

/// Below which the steps of a setup are.
pub(super) fn path(enrollment_id: EnrollmentId) -> String {
    format!("{SETUP}/{enrollment_id}")
}

/// Below which a click on *Okay* is answered: sent again, its page loaded again, and what it led to.
pub(super) fn clicked_at(path: &str) -> &str {
    let step = |name| path.strip_suffix(name);
    step("/okay").or_else(|| step("/success")).unwrap_or(path)
}

/// Why a step is not shown.
enum Detour {
    /// The setup stands elsewhere.
    To(String),
    /// Something is wrong.
    Trouble(Trouble),
}

impl<T: Into<Trouble>> From<T> for Detour {
    fn from(trouble: T) -> Self {
        Self::Trouble(trouble.into())
    }
}

impl IntoResponse for Detour {
    fn into_response(self) -> Response {
        match self {
            Self::To(path) => Redirect::to(&path).into_response(),
            Self::Trouble(trouble) => trouble.into_response(),
        }
    }
}
