//! `GET /v1/analytics/challenge-funnel`: what codes are asked for, and what came of it.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{
    Api,
    funnel::{FunnelQuery, challenges::BucketView},
    problem::Problem,
    query::Query,
    slug::Slug,
};

/// The funnel.
#[derive(Serialize, ToSchema)]
#[schema(as = ChallengeFunnel)]
pub(in crate::http) struct Funnel {
    /// Every bucket from first to last, the empty ones among them.
    buckets: Vec<BucketView>,
}

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[];

/// Says how often a code was asked for, by when, what came of it, and how long it took.
#[utoipa::path(
    get,
    path = "/analytics/challenge-funnel",
    operation_id = "get_challenge_funnel",
    params(FunnelQuery),
    responses((status = 200, description = "The funnel", body = Funnel))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    Query(query): Query<FunnelQuery>,
) -> Result<Json<Funnel>, Problem> {
    let span = query.span()?;
    let buckets = api
        .reads
        .challenge_funnel(span.from, span.to, span.bucket)
        .await?;
    Ok(Json(Funnel {
        buckets: buckets.into_iter().map(BucketView::from).collect(),
    }))
}
