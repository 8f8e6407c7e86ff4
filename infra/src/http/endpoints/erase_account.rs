//! `DELETE /v1/accounts/{account_id}`: the person is forgotten.

use axum::{extract::State, http::StatusCode};
use countersign_domain::{Account, AccountCommand};

use crate::{
    http::{
        Api,
        command::{Order, Origin},
        path::AccountPath,
        problem::Problem,
        slug::Slug,
    },
    store::Ready,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound, Slug::Gone];

/// Forgets the person behind an account: deletes the key of its personal data and its secrets.
/// Its events stay, and its id is never used again.
#[utoipa::path(
    delete,
    path = "/accounts/{account_id}",
    operation_id = "erase_account",
    params(AccountPath),
    responses((status = 204, description = "It is forgotten; from now on it is gone"))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    AccountPath(account_id): AccountPath,
) -> Result<StatusCode, Problem> {
    let order = Order {
        name: "EraseAccount",
        aggregate_id: account_id.to_string(),
        account_id: Some(account_id),
        command: Ready(AccountCommand::Erase),
        customer: None,
        canonical: String::new(),
    };
    api.execute::<Account>(origin, order).await?;
    Ok(StatusCode::NO_CONTENT)
}
