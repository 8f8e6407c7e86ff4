//! `POST /v1/enrollments/{enrollment_id}/cancel`: the customer gives the setup up.

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

/// Gives a setup up.
#[utoipa::path(
    post,
    path = "/enrollments/{enrollment_id}/cancel",
    operation_id = "cancel",
    params(EnrollmentPath),
    request_body = NoFields,
    responses((status = 200, description = "It is over", body = EnrollmentView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    EnrollmentPath(enrollment_id): EnrollmentPath,
    body: Body<NoFields>,
) -> Result<Json<EnrollmentView>, Problem> {
    let order = Order {
        name: "CancelSetup",
        aggregate_id: enrollment_id.to_string(),
        account_id: None,
        command: Ready(EnrollmentCommand::Cancel),
        customer: body.fields.customer(),
        canonical: body.canonical,
    };
    Ok(Json(
        api.execute::<Enrollment>(origin, order).await?.try_into()?,
    ))
}
