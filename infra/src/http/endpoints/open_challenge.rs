//! `POST /v1/accounts/{account_id}/challenges`: the portal wants a code.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use countersign_domain::{
    Action, Challenge, ChallengeCommand, ChallengeId, ChallengePurpose, Nonce, Refusal,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    entropy,
    http::{
        Api,
        body::{Body, Object},
        challenge::ChallengeView,
        command::{Order, Origin},
        context::Context,
        observe::note,
        path::AccountPath,
        problem::Problem,
        schemas::{never, not_required_reasons, purposes},
        slug::Slug,
    },
    store::{ExecuteError, Ready},
};

/// The command's name.
pub(in crate::http) const NAME: &str = "OpenChallenge";

/// What the code is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct OpenChallenge {
    /// A code and an assertion of one purpose never work for another.
    #[schema(schema_with = purposes)]
    purpose: ChallengePurpose,
    /// What is protected by it, in the portal's own word. It stands in events for ever, so no
    /// personal data belongs in it.
    #[schema(value_type = Option<String>, pattern = "^[A-Za-z0-9._~:/-]{1,64}$",
             example = "billing")]
    action: Option<Action>,
    #[schema(value_type = Option<Context>)]
    context: Option<Object<Context>>,
}

/// No code is required, for now.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct NotRequired {
    #[schema(schema_with = never)]
    required: bool,
    /// Two-factor is off, or still being set up.
    #[schema(schema_with = not_required_reasons)]
    reason: &'static str,
}

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[
    Slug::NotFound,
    Slug::WrongState,
    Slug::Gone,
    Slug::TooSoon,
    Slug::Locked,
];

/// Asks for a code, where two-factor is on; its mail goes to the proven address. Where the account
/// has had its codes for now, none is issued yet; where it has had its challenges of the hour, it is
/// `too-soon` for another.
#[utoipa::path(
    post,
    path = "/accounts/{account_id}/challenges",
    operation_id = "open_challenge",
    params(AccountPath),
    request_body = OpenChallenge,
    responses(
        (
            status = 201,
            description = "A code is required, and on its way",
            body = ChallengeView,
            headers(("location" = String, description = "The path of the challenge")),
        ),
        (
            status = 200,
            description = "No code is required. Decided anew each time, under one key as well",
            body = NotRequired,
        ),
    )
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    AccountPath(account_id): AccountPath,
    body: Body<OpenChallenge>,
) -> Result<Response, Problem> {
    let challenge_id = ChallengeId(entropy::new_id());
    note("challenge_id", challenge_id);
    let OpenChallenge {
        purpose,
        action,
        context,
    } = body.fields;
    let order = Order {
        name: NAME,
        aggregate_id: challenge_id.to_string(),
        account_id: Some(account_id.clone()),
        command: Ready(ChallengeCommand::Open {
            challenge_id,
            account_id,
            purpose,
            action,
            nonce: Nonce(entropy::random_bytes()),
        }),
        customer: Context::customer(context),
        canonical: body.canonical,
    };
    let executed = match api.try_execute::<Challenge>(origin, order).await {
        Ok(executed) => executed,
        Err(ExecuteError::Refused(Refusal::NotRequired { setting_up })) => {
            return Ok(Json(NotRequired::while_setting_up(setting_up)).into_response());
        }
        Err(error) => return Err(api.problem(error).await),
    };
    let challenge = ChallengeView::try_from(&executed)?;
    let location = format!("/v1/challenges/{}", challenge.challenge_id);
    let headers = [(header::LOCATION, location)];
    Ok((StatusCode::CREATED, headers, Json(challenge)).into_response())
}

impl NotRequired {
    fn while_setting_up(setting_up: bool) -> Self {
        Self {
            required: false,
            reason: if setting_up { "setting_up" } else { "off" },
        }
    }
}
