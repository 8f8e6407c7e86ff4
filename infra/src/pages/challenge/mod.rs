//! Being asked for a code: to sign in, to reach what is protected, to turn two-factor off.
//!
//! Each of these opens a challenge, whose code is taken by the same page. Whoever signs in is
//! halfway in until then, and is at `/sign-in/code`; all others are at `/challenge/{id}/code`.

mod asked;

mod step_up;
mod turn_off;

mod code;
mod end;

use axum::{
    Router,
    routing::{get, post},
};
use countersign_domain::{
    AccountId, Action, Challenge, ChallengeCommand, ChallengeId, ChallengePurpose, Nonce,
};

use super::{Browser, Pages};
use crate::{
    entropy,
    store::{ExecuteError, Ready},
};

/// Where two-factor is turned off.
pub(super) const TURN_OFF: &str = "/account/security/turn-off";

/// The routes of those who are signed in or sent here by a portal.
pub(super) fn routes() -> Router<Pages> {
    let step = |name: &str| format!("/challenge/{{challenge_id}}{name}");
    Router::new()
        .route(&step("/code"), get(code::show).post(code::verify))
        .route(&step("/delivery"), get(code::events))
        .route(&step("/send-again"), post(code::send_again).get(code::back))
        .route(&step("/cancel"), post(end::give_up).get(code::back))
        .route(&step("/over"), get(end::show))
        .route(TURN_OFF, get(turn_off::show).post(turn_off::ask))
        .route(&format!("{TURN_OFF}/{{challenge_id}}"), get(turn_off::find))
        .route(
            &format!("{TURN_OFF}/{{challenge_id}}/password"),
            get(turn_off::password).post(turn_off::confirm),
        )
        .route(
            &format!("{TURN_OFF}/{{challenge_id}}/done"),
            get(turn_off::done),
        )
}

/// The routes of the reference portal beside them.
pub(super) fn portal_routes() -> Router<Pages> {
    Router::new()
        .route("/sign-in/code", get(code::show).post(code::verify))
        .route("/sign-in/delivery", get(code::events))
        .route(
            "/sign-in/send-again",
            post(code::send_again).get(code::back),
        )
        .route("/sign-in/cancel", post(end::give_up).get(code::back))
        .route("/sign-in/over", get(end::show))
        .route("/step-up/{service}", get(step_up::show).post(step_up::ask))
}

/// Below which a challenge of whoever is signed in is.
fn path(challenge_id: ChallengeId) -> String {
    format!("/challenge/{challenge_id}")
}

impl Pages {
    /// Asks a customer for a code. Refused where two-factor is off.
    pub(super) async fn ask_for_code(
        &self,
        account_id: &AccountId,
        browser: Browser,
        purpose: ChallengePurpose,
        action: Option<Action>,
    ) -> Result<ChallengeId, ExecuteError> {
        let challenge_id = ChallengeId(entropy::new_id());
        let command = Ready(ChallengeCommand::Open {
            challenge_id,
            account_id: account_id.clone(),
            purpose,
            action,
            nonce: Nonce(entropy::random_bytes()),
        });
        let aggregate_id = challenge_id.to_string();
        self.execute::<Challenge>("OpenChallenge", account_id, browser, aggregate_id, command)
            .await?;
        Ok(challenge_id)
    }
}
