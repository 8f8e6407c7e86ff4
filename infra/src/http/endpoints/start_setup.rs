//! `POST /v1/accounts/{account_id}/enrollments`: the customer picked a method.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, StatusCode, header},
};
use countersign_domain::{Enrollment, EnrollmentCommand, EnrollmentId, Method};
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
        observe::note,
        path::AccountPath,
        problem::Problem,
        schemas::methods,
        slug::Slug,
    },
    store::Ready,
};

/// The command's name.
pub(in crate::http) const NAME: &str = "StartSetup";

/// What to switch on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct StartSetup {
    /// `email`.
    #[schema(schema_with = methods)]
    method: Method,
    #[schema(value_type = Option<Context>)]
    context: Option<Object<Context>>,
}

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[
    Slug::NotFound,
    Slug::WrongState,
    Slug::Gone,
    Slug::TooSoon,
    Slug::Locked,
];

/// Starts a setup.
#[utoipa::path(
    post,
    path = "/accounts/{account_id}/enrollments",
    operation_id = "start_setup",
    params(AccountPath),
    request_body = StartSetup,
    responses((
        status = 201,
        description = "It was started; the account's password comes next",
        body = EnrollmentView,
        headers(("location" = String, description = "The path of the enrollment")),
    ))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    AccountPath(account_id): AccountPath,
    body: Body<StartSetup>,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<EnrollmentView>), Problem> {
    let enrollment_id = EnrollmentId(entropy::new_id());
    note("enrollment_id", enrollment_id);
    let StartSetup { method, context } = body.fields;
    let order = Order {
        name: NAME,
        aggregate_id: enrollment_id.to_string(),
        account_id: Some(account_id.clone()),
        command: Ready(EnrollmentCommand::StartSetup {
            enrollment_id,
            account_id,
            method,
        }),
        customer: Context::customer(context),
        canonical: body.canonical,
    };
    let executed = api.execute::<Enrollment>(origin, order).await?;
    let enrollment = EnrollmentView::try_from(executed)?;
    let location = format!("/v1/enrollments/{}", enrollment.enrollment_id);
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        Json(enrollment),
    ))
}
