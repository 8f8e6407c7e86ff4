//! `POST /v1/enrollments/{enrollment_id}/issue-code`: the customer wants a code, again.

use axum::{Json, extract::State};
use countersign_domain::{Enrollment, EnrollmentCommand, Nonce};

use crate::{
    entropy,
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
    path = "/enrollments/{enrollment_id}/issue-code",
    operation_id = "issue_code",
    params(EnrollmentPath),
    request_body = NoFields,
    responses((status = 200, description = "It is on its way", body = EnrollmentView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    EnrollmentPath(enrollment_id): EnrollmentPath,
    body: Body<NoFields>,
) -> Result<Json<EnrollmentView>, Problem> {
    let order = Order {
        name: "IssueCode",
        aggregate_id: enrollment_id.to_string(),
        account_id: None,
        command: Ready(EnrollmentCommand::IssueCode {
            nonce: Nonce(entropy::random_bytes()),
        }),
        customer: body.fields.customer(),
        canonical: body.canonical,
    };
    Ok(Json(
        api.execute::<Enrollment>(origin, order).await?.try_into()?,
    ))
}
