//! `POST /v1/challenges/{challenge_id}/cancel`: the customer gives it up.

use axum::{Json, extract::State};
use countersign_domain::{Challenge, ChallengeCommand};

use crate::{
    http::{
        Api,
        body::Body,
        challenge::ChallengeView,
        command::{Order, Origin},
        context::NoFields,
        path::ChallengePath,
        problem::Problem,
        slug::Slug,
    },
    store::Ready,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound, Slug::WrongState, Slug::Gone];

/// Gives a challenge up.
#[utoipa::path(
    post,
    path = "/challenges/{challenge_id}/cancel",
    operation_id = "cancel_challenge",
    params(ChallengePath),
    request_body = NoFields,
    responses((status = 200, description = "It is over", body = ChallengeView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    ChallengePath(challenge_id): ChallengePath,
    body: Body<NoFields>,
) -> Result<Json<ChallengeView>, Problem> {
    let order = Order {
        name: "CancelChallenge",
        aggregate_id: challenge_id.to_string(),
        account_id: None,
        command: Ready(ChallengeCommand::Cancel),
        customer: body.fields.customer(),
        canonical: body.canonical,
    };
    let executed = api.execute::<Challenge>(origin, order).await?;
    Ok(Json(ChallengeView::try_from(&executed)?))
}
