//! `GET /v1/accounts/{account_id}/security`: how an account is protected.

use axum::{Json, extract::State};

use crate::http::{Api, path::AccountPath, problem::Problem, security::SecurityView, slug::Slug};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound, Slug::Gone];

/// Says how an account is protected. Reflects every command that was answered before.
#[utoipa::path(
    get,
    path = "/accounts/{account_id}/security",
    operation_id = "get_security",
    params(AccountPath),
    responses((status = 200, description = "The security of the account", body = SecurityView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    AccountPath(account_id): AccountPath,
) -> Result<Json<SecurityView>, Problem> {
    Ok(Json(SecurityView::read(&api, &account_id).await?))
}
