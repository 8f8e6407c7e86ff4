//! `POST /v1/accounts/{account_id}/unlock`: support lifts an account's locks.

use axum::{Json, extract::State};
use countersign_domain::{Account, AccountCommand};

use crate::{
    http::{
        Api,
        body::Body,
        command::{Order, Origin},
        context::NoFields,
        path::AccountPath,
        problem::Problem,
        security::SecurityView,
        slug::Slug,
    },
    store::Ready,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound, Slug::Gone];

/// Lifts the locks of an account, for wrong codes and wrong passwords alike.
#[utoipa::path(
    post,
    path = "/accounts/{account_id}/unlock",
    operation_id = "unlock_account",
    params(AccountPath),
    request_body = NoFields,
    responses((status = 200, description = "It is not locked", body = SecurityView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    origin: Origin,
    AccountPath(account_id): AccountPath,
    body: Body<NoFields>,
) -> Result<Json<SecurityView>, Problem> {
    let order = Order {
        name: "UnlockAccount",
        aggregate_id: account_id.to_string(),
        account_id: Some(account_id.clone()),
        command: Ready(AccountCommand::Unlock),
        customer: body.fields.customer(),
        canonical: body.canonical,
    };
    api.execute::<Account>(origin, order).await?;
    Ok(Json(SecurityView::read(&api, &account_id).await?))
}
