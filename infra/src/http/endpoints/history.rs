//! `GET /v1/accounts/{account_id}/history`: everything that happened to an account.

use axum::{Extension, Json, extract::State};
use countersign_domain::Refusal;

use crate::{
    api_keys::Caller,
    http::{
        Api,
        events::{EventPage, PageQuery},
        path::AccountPath,
        problem::Problem,
        query::Query,
        slug::Slug,
    },
    readings::{self, Means, Reading},
    store::log,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound, Slug::Gone];

/// Reads the account's events in the order of the log. That is itself recorded: by whom, when and why.
#[utoipa::path(
    get,
    path = "/accounts/{account_id}/history",
    operation_id = "get_history",
    params(AccountPath, PageQuery),
    responses((status = 200, description = "A page of the account's events", body = EventPage))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    Extension(caller): Extension<Caller>,
    AccountPath(account_id): AccountPath,
    Query(query): Query<PageQuery>,
) -> Result<Json<EventPage>, Problem> {
    match api.store.is_erased(&account_id).await? {
        None => return Err(Problem::from(&Refusal::NotFound)),
        Some(true) => return Err(Problem::from(&Refusal::Erased)),
        Some(false) => {}
    }
    let mut connection = api.store.pool().acquire().await?;
    let reading = Reading {
        reader: caller.actor(),
        means: Means::History,
        account_id: Some(account_id.clone()),
        reason: query.reason(),
    };
    readings::record(&mut *connection, &reading).await?;
    let (after, limit) = (query.after(), query.events_to_read());
    let events = log::read_account(&mut connection, &account_id, after, limit).await?;
    Ok(Json(query.page(&events)))
}
