//! The ids in a route's path.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use countersign_domain::{AccountId, ChallengeId, EnrollmentId};
use utoipa::IntoParams;

use super::{observe::note, problem::Problem};

/// The account of `/accounts/{account_id}/…`.
#[derive(IntoParams)]
#[into_params(names("account_id"), parameter_in = Path)]
pub(super) struct AccountPath(
    #[param(value_type = String, pattern = "^[A-Za-z0-9._~-]{1,64}$")] pub(super) AccountId,
);

/// The enrollment of `/enrollments/{enrollment_id}/…`.
#[derive(IntoParams)]
#[into_params(names("enrollment_id"), parameter_in = Path)]
pub(super) struct EnrollmentPath(#[param(value_type = uuid::Uuid)] pub(super) EnrollmentId);

/// The challenge of `/challenges/{challenge_id}/…`.
#[derive(IntoParams)]
#[into_params(names("challenge_id"), parameter_in = Path)]
pub(super) struct ChallengePath(#[param(value_type = uuid::Uuid)] pub(super) ChallengeId);

impl<S: Send + Sync> FromRequestParts<S> for AccountPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let account_id: AccountId = id("account_id", parts, state).await?;
        note("account_id", &account_id);
        Ok(Self(account_id))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for EnrollmentPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let enrollment_id: EnrollmentId = id("enrollment_id", parts, state).await?;
        note("enrollment_id", enrollment_id);
        Ok(Self(enrollment_id))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ChallengePath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let challenge_id: ChallengeId = id("challenge_id", parts, state).await?;
        note("challenge_id", challenge_id);
        Ok(Self(challenge_id))
    }
}

async fn id<I, S>(name: &'static str, parts: &mut Parts, state: &S) -> Result<I, Problem>
where
    I: std::str::FromStr<Err = countersign_domain::InvalidId>,
    S: Send + Sync,
{
    // The one way this fails is a path that is no UTF-8 once it is decoded.
    let Path(text) = Path::<String>::from_request_parts(parts, state)
        .await
        .map_err(|_| Problem::invalid_input(name, "is not UTF-8"))?;
    text.parse()
        .map_err(|invalid: countersign_domain::InvalidId| {
            Problem::invalid_input(name, invalid.to_string())
        })
}
