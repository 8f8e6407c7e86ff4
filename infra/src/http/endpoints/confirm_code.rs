//! `POST /v1/enrollments/{enrollment_id}/confirm-code`: the customer entered a code.

use axum::{Json, extract::State};
use countersign_domain::{Enrollment, EnrollmentCommand, SubmittedCode};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    http::{
        Api,
        body::{Body, Object},
        command::{Order, Origin},
        context::Context,
        enrollment::EnrollmentView,
        fields::CodeField,
        path::EnrollmentPath,
        problem::Problem,
        slug::Slug,
    },
    store::{CustomerContext, Ready},
};

/// The code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ConfirmCode {
    /// 6 to 8 digits; spaces are fine.
    #[schema(value_type = String, max_length = 64,
             pattern = r"^ *([0-9] *){6,8}$", example = "123 456")]
    code: CodeField,
    #[schema(value_type = Option<Context>)]
    context: Option<Object<Context>>,
}

impl ConfirmCode {
    /// The guess, and the customer behind it.
    pub(in crate::http) fn into_guess(self) -> (SubmittedCode, Option<CustomerContext>) {
        let CodeField(guess) = self.code;
        (guess, Context::customer(self.context))
    }
}

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[
    Slug::NotFound,
    Slug::WrongState,
    Slug::NoLiveCode,
    Slug::Gone,
    Slug::WrongCode,
    Slug::SupersededCode,
    Slug::ExpiredCode,
    Slug::Locked,
];

/// Compares a code with the newest one. The right one proves the mailbox.
#[utoipa::path(
    post,
    path = "/enrollments/{enrollment_id}/confirm-code",
    operation_id = "confirm_code",
    params(EnrollmentPath),
    request_body = ConfirmCode,
    responses((status = 200, description = "It was right; Okay comes next", body = EnrollmentView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    EnrollmentPath(enrollment_id): EnrollmentPath,
    body: Body<ConfirmCode>,
) -> Result<Json<EnrollmentView>, Problem> {
    let (guess, customer) = body.fields.into_guess();
    let order = Order {
        name: "ConfirmCode",
        aggregate_id: enrollment_id.to_string(),
        account_id: None,
        command: Ready(EnrollmentCommand::ConfirmCode { guess }),
        customer,
        canonical: body.canonical,
    };
    Ok(Json(
        api.execute::<Enrollment>(origin, order).await?.try_into()?,
    ))
}
