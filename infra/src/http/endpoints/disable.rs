//! `POST /v1/accounts/{account_id}/disable`: the customer switches two-factor off.

use std::sync::Arc;

use axum::{Json, extract::State};
use countersign_domain::{ChallengePurpose, Enrollment, Refusal};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    http::{
        Api,
        assertion::Parties,
        body::{Body, Object},
        command::{Order, Origin},
        context::Context,
        enrollment::EnrollmentView,
        fields::{AssertionField, PasswordField},
        observe::note,
        path::AccountPath,
        problem::Problem,
        slug::Slug,
    },
    metering,
    passwords::CheckPasswordToDisable,
    store::{ExecuteError, Loaded, Prepare, Prepared},
};

/// The command's name.
const NAME: &str = "Disable";

/// What proves that it is the customer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Disable {
    /// As the customer keyed it in, 1 to 1024 bytes.
    #[schema(value_type = String, format = "password", min_length = 1, max_length = 1024)]
    password: PasswordField,
    /// Of a challenge whose purpose is `disable`. It works once.
    #[schema(value_type = String, format = "assertion", pattern = "^[!-~]{1,4096}$")]
    assertion: AssertionField,
    #[schema(value_type = Option<Context>)]
    context: Option<Object<Context>>,
}

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[
    Slug::NotFound,
    Slug::WrongState,
    Slug::Gone,
    Slug::WrongPassword,
    Slug::InvalidAssertion,
    Slug::Locked,
];

/// Switches two-factor authentication off: takes the account's password, and a right code of a
/// challenge that was opened for it.
#[utoipa::path(
    post,
    path = "/accounts/{account_id}/disable",
    operation_id = "disable",
    params(AccountPath),
    request_body = Disable,
    responses((
        status = 200,
        description = "Two-factor authentication is off",
        body = EnrollmentView,
    ))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    AccountPath(account_id): AccountPath,
    body: Body<Disable>,
) -> Result<Json<EnrollmentView>, Problem> {
    let Disable {
        password: PasswordField(password),
        assertion: AssertionField(assertion),
        context,
    } = body.fields;
    let signing_keys = api.store.keyring().signing_keys();
    let subject = (&account_id, ChallengePurpose::Disable);
    let parties = Parties::of(&api, origin.caller());
    let Some(claims) = parties.verify(&assertion, subject, &signing_keys) else {
        let problem = Problem::from(&Refusal::NoProof);
        metering::command(NAME, problem.slug().as_str());
        return Err(problem);
    };
    note("challenge_id", claims.challenge_id);
    note("enrollment_id", claims.enrollment_id);
    let order = Order {
        name: NAME,
        aggregate_id: claims.enrollment_id.to_string(),
        account_id: Some(account_id),
        command: DisableInTime {
            expires_at: claims.exp,
            check: CheckPasswordToDisable {
                password,
                challenge_id: claims.challenge_id,
                passwords: Arc::clone(&api.passwords),
            },
        },
        customer: Context::customer(context),
        canonical: body.canonical,
    };
    Ok(Json(api.execute(origin, order).await?.try_into()?))
}

/// An assertion counts until its time is over by the database's clock, but what was done by it is
/// answered again later too.
struct DisableInTime {
    /// In seconds since 1970.
    expires_at: i64,
    check: CheckPasswordToDisable,
}

impl Prepare<Enrollment> for DisableInTime {
    async fn prepare(
        &self,
        loaded: &Loaded<Enrollment>,
    ) -> Result<Prepared<Enrollment>, ExecuteError> {
        if loaded.facts.now.timestamp() >= self.expires_at {
            return Err(Refusal::NoProof.into());
        }
        self.check.prepare(loaded).await
    }
}
