//! `POST /v1/enrollments/{enrollment_id}/verify-password`: the customer keyed in the password.

use std::sync::Arc;

use axum::{Json, extract::State};
use countersign_domain::Nonce;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    entropy,
    http::{
        Api,
        body::{Body, Object},
        command::{Order, Origin},
        context::Context,
        enrollment::EnrollmentView,
        fields::PasswordField,
        path::EnrollmentPath,
        problem::Problem,
        slug::Slug,
    },
    passwords::CheckPassword,
};

/// The account's password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct VerifyPassword {
    /// As the customer keyed it in, 1 to 1024 bytes.
    #[schema(value_type = String, format = "password", min_length = 1, max_length = 1024)]
    password: PasswordField,
    #[schema(value_type = Option<Context>)]
    context: Option<Object<Context>>,
}

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[
    Slug::NotFound,
    Slug::WrongState,
    Slug::Gone,
    Slug::WrongPassword,
    Slug::TooSoon,
    Slug::Locked,
];

/// Checks the account's password. A right one issues the first code.
#[utoipa::path(
    post,
    path = "/enrollments/{enrollment_id}/verify-password",
    operation_id = "verify_password",
    params(EnrollmentPath),
    request_body = VerifyPassword,
    responses((status = 200, description = "It was right; a code comes next", body = EnrollmentView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    EnrollmentPath(enrollment_id): EnrollmentPath,
    body: Body<VerifyPassword>,
) -> Result<Json<EnrollmentView>, Problem> {
    let order = Order {
        name: "VerifyPassword",
        aggregate_id: enrollment_id.to_string(),
        account_id: None,
        command: CheckPassword {
            password: body.fields.password.0,
            nonce: Nonce(entropy::random_bytes()),
            passwords: Arc::clone(&api.passwords),
        },
        customer: Context::customer(body.fields.context),
        canonical: body.canonical,
    };
    Ok(Json(api.execute(origin, order).await?.try_into()?))
}
