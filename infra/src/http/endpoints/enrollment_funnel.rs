//! `GET /v1/analytics/enrollment-funnel`: how far enrollments come.

use axum::{Json, extract::State};
use chrono::TimeDelta;
use countersign_projections::enrollment_funnel::Bucket;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::{
    Api, fields::Timestamp, funnel::BucketView, problem::Problem, query::Query, schemas::buckets,
    slug::Slug,
};

/// The most buckets of one answer.
const BUCKETS_MAX: i32 = 10_000;

/// Which enrollments, and how they are put together.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct FunnelQuery {
    /// Enrollments started from this time on (RFC 3339).
    #[param(value_type = String, format = "date-time")]
    from: Timestamp,
    /// Enrollments started before this time (RFC 3339).
    #[param(value_type = String, format = "date-time")]
    to: Timestamp,
    /// `hour`, `day` or `week`, in UTC; `day` where there is none.
    #[param(schema_with = buckets)]
    bucket: Option<Bucket>,
}

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
    let FunnelQuery {
        from: Timestamp(from),
        to: Timestamp(to),
        bucket,
    } = query;
    let bucket = bucket.unwrap_or(Bucket::Day);
    if from >= to {
        return Err(Problem::invalid_input("to", "is not after `from`"));
    }
    if to - from > length(bucket) * BUCKETS_MAX {
        return Err(Problem::invalid_input(
            "to",
            "is more than 10000 buckets after `from`",
        ));
    }
    let buckets = api.reads.funnel(from, to, bucket).await?;
    Ok(Json(Funnel {
        buckets: buckets.into_iter().map(BucketView::from).collect(),
    }))
}

fn length(bucket: Bucket) -> TimeDelta {
    match bucket {
        Bucket::Hour => TimeDelta::hours(1),
        Bucket::Day => TimeDelta::days(1),
        Bucket::Week => TimeDelta::weeks(1),
    }
}
