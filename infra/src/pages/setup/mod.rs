//! `/account/security/setup`: the walk that switches two-factor on, a step a page.
//!
//! Each step has an address of its own below the enrollment's, and each shows where the enrollment
//! stands: whoever reloads, goes back or opens a second tab is sent to the step that comes next.

mod standing;
mod progress;
mod submit;

mod methods;
mod password;
mod code;
mod delivery;
mod okay;
mod ended;
mod cancel;

use axum::{
    Router,
    routing::{get, post},
};
use countersign_domain::EnrollmentId;

use super::{Detour, Pages, saying};

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
