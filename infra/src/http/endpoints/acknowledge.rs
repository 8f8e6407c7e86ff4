//! `POST /v1/enrollments/{enrollment_id}/acknowledge`: the customer clicked *Okay*.

use axum::{Json, extract::State};
use countersign_domain::{Enrollment, EnrollmentCommand};

use crate::{
    http::{
        Api,
        body::Body,
        command::{Order, Origin},
        context::NoFields,
        enrollment::EnrollmentView,
        path::EnrollmentPath,
        problem::Problem,
        slug::Slug,
    },
    store::Ready,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound, Slug::WrongState, Slug::Gone];

/// Switches two-factor authentication on. Again on an active enrollment: the same answer, no event.
#[utoipa::path(
    post,
    path = "/enrollments/{enrollment_id}/acknowledge",
    operation_id = "acknowledge",
    params(EnrollmentPath),
    request_body = NoFields,
    responses((status = 200, description = "Two-factor authentication is on", body = EnrollmentView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    EnrollmentPath(enrollment_id): EnrollmentPath,
    body: Body<NoFields>,
) -> Result<Json<EnrollmentView>, Problem> {
    let order = Order {
        name: "Acknowledge",
        aggregate_id: enrollment_id.to_string(),
        account_id: None,
        command: Ready(EnrollmentCommand::Acknowledge),
        customer: body.fields.customer(),
        canonical: body.canonical,
    };
    Ok(Json(
        api.execute::<Enrollment>(origin, order).await?.try_into()?,
    ))
}
