//! `POST /v1/challenges/{challenge_id}/issue-code`: the customer wants a code, again.

use axum::{Json, extract::State};
use countersign_domain::{Challenge, ChallengeCommand, Nonce};

use crate::{
    entropy,
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
pub(in crate::http) const PROBLEMS: &[Slug] = &[
    Slug::NotFound,
    Slug::WrongState,
    Slug::Gone,
    Slug::TooSoon,
    Slug::Locked,
];

/// Issues a code, which supersedes the one before.
#[utoipa::path(
    post,
    path = "/challenges/{challenge_id}/issue-code",
    operation_id = "issue_challenge_code",
    params(ChallengePath),
    request_body = NoFields,
    responses((status = 200, description = "It is on its way", body = ChallengeView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    ChallengePath(challenge_id): ChallengePath,
    body: Body<NoFields>,
) -> Result<Json<ChallengeView>, Problem> {
    let order = Order {
        name: "IssueChallengeCode",
        aggregate_id: challenge_id.to_string(),
        account_id: None,
        command: Ready(ChallengeCommand::IssueCode {
            nonce: Nonce(entropy::random_bytes()),
        }),
        customer: body.fields.customer(),
        canonical: body.canonical,
    };
    let executed = api.execute::<Challenge>(origin, order).await?;
    Ok(Json(ChallengeView::try_from(&executed)?))
}
