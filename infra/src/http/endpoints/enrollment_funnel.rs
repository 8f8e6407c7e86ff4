//! `GET /v1/analytics/enrollment-funnel`: how far enrollments come.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{
    Api,
    funnel::{FunnelQuery, enrollments::BucketView},
    problem::Problem,
    query::Query,
    slug::Slug,
};

/// The funnel.
#[derive(Serialize, ToSchema)]
#[schema(as = EnrollmentFunnel)]
pub(in crate::http) struct Funnel {
    /// Every bucket from first to last, the empty ones among them.
    buckets: Vec<BucketView>,
}

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[];

/// Says how many enrollments came how far, by when they were started, and how long they took.
#[utoipa::path(
    get,
    path = "/analytics/enrollment-funnel",
    operation_id = "get_enrollment_funnel",
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
        .enrollment_funnel(span.from, span.to, span.bucket)
        .await?;
    Ok(Json(Funnel {
        buckets: buckets.into_iter().map(BucketView::from).collect(),
    }))
}
