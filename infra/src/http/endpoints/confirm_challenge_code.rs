//! `POST /v1/challenges/{challenge_id}/confirm-code`: the customer entered a code.

use axum::{Json, extract::State};
use countersign_domain::{Challenge, ChallengeCommand};
use serde::Serialize;
use utoipa::ToSchema;

use super::confirm_code::ConfirmCode;
use crate::{
    http::{
        Api,
        assertion::Parties,
        body::Body,
        challenge::ChallengeView,
        command::{Order, Origin},
        path::ChallengePath,
        problem::Problem,
        slug::Slug,
    },
    store::{Failure, Ready},
};

/// A challenge that was passed, and what tells so.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct PassedChallenge {
    #[serde(flatten)]
    challenge: ChallengeView,
    /// A JWT (RFC 7519) that says so to whoever has the keys of `/.well-known/jwks.json`. Shown by
    /// this answer and, under the same idempotency key, by it again.
    assertion: String,
}

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[
    Slug::NotFound,
    Slug::WrongState,
    Slug::NoLiveCode,
    Slug::Gone,
    Slug::WrongCode,
    Slug::SupersededCode,
    Slug::ExpiredCode,
    Slug::Locked,
];

/// Compares a code with the newest one. The right one passes the challenge.
#[utoipa::path(
    post,
    path = "/challenges/{challenge_id}/confirm-code",
    operation_id = "confirm_challenge_code",
    params(ChallengePath),
    request_body = ConfirmCode,
    responses((status = 200, description = "It was right", body = PassedChallenge))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    ChallengePath(challenge_id): ChallengePath,
    body: Body<ConfirmCode>,
) -> Result<Json<PassedChallenge>, Problem> {
    let (guess, customer) = body.fields.into_guess();
    let caller = origin.caller().clone();
    let order = Order {
        name: "ConfirmChallengeCode",
        aggregate_id: challenge_id.to_string(),
        account_id: None,
        command: Ready(ChallengeCommand::ConfirmCode { guess }),
        customer,
        canonical: body.canonical,
    };
    let executed = api.execute::<Challenge>(origin, order).await?;
    let challenge = ChallengeView::try_from(&executed)?;
    let signing_keys = api.store.keyring().signing_keys();
    let assertion = Parties::of(&api, &caller)
        .assert(&executed.state, &signing_keys)
        .map_err(Failure::from)?
        .ok_or_else(|| Problem::new(Slug::Internal))?;
    Ok(Json(PassedChallenge {
        challenge,
        assertion,
    }))
}
