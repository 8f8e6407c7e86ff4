//! `GET /v1/enrollments/{enrollment_id}`: where an enrollment stands.

use axum::{Json, extract::State};
use countersign_domain::{Enrollment, Refusal};

use crate::http::{
    Api, enrollment::EnrollmentView, path::EnrollmentPath, problem::Problem, slug::Slug, stream,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound, Slug::Gone];

/// Says where an enrollment stands, folded from its stream.
#[utoipa::path(
    get,
    path = "/enrollments/{enrollment_id}",
    operation_id = "get_enrollment",
    params(EnrollmentPath),
    responses((status = 200, description = "The enrollment", body = EnrollmentView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    EnrollmentPath(enrollment_id): EnrollmentPath,
) -> Result<Json<EnrollmentView>, Problem> {
    let (enrollment, version) =
        stream::fold::<Enrollment>(&api, &enrollment_id.to_string()).await?;
    let not_found = || Problem::from(&Refusal::NotFound);
    let setup = enrollment.setup().ok_or_else(not_found)?;
    let account = api
        .store
        .account(&setup.account_id)
        .await?
        .ok_or_else(not_found)?;
    Ok(Json(EnrollmentView::new(&enrollment, version, &account)?))
}
