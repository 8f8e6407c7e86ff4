//! `GET /v1/challenges/{challenge_id}`: where a challenge stands.

use axum::{Json, extract::State};
use countersign_domain::{Challenge, Refusal};

use crate::http::{
    Api, challenge::ChallengeView, path::ChallengePath, problem::Problem, slug::Slug, stream,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound, Slug::Gone];

/// Says where a challenge stands, folded from its stream. Never shows an assertion.
#[utoipa::path(
    get,
    path = "/challenges/{challenge_id}",
    operation_id = "get_challenge",
    params(ChallengePath),
    responses((status = 200, description = "The challenge", body = ChallengeView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    ChallengePath(challenge_id): ChallengePath,
) -> Result<Json<ChallengeView>, Problem> {
    let (challenge, version) = stream::fold::<Challenge>(&api, &challenge_id.to_string()).await?;
    let not_found = || Problem::from(&Refusal::NotFound);
    let demand = challenge.demand().ok_or_else(not_found)?;
    let account = api.store.account(&demand.account_id).await?;
    let account = account.ok_or_else(not_found)?;
    Ok(Json(ChallengeView::new(&challenge, version, &account)?))
}
