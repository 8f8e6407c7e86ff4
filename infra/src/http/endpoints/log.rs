//! `GET /v1/log`: everything that happened.

use axum::{Extension, Json, extract::State};

use crate::{
    api_keys::Caller,
    http::{
        Api,
        events::{EventPage, PageQuery},
        problem::Problem,
        query::Query,
        slug::Slug,
    },
    readings::{self, Means, Reading},
    store::log,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[];

/// Reads the log, all accounts in one order. That is itself recorded: by whom, when and why.
#[utoipa::path(
    get,
    path = "/log",
    operation_id = "get_log",
    params(PageQuery),
    responses((status = 200, description = "A page of the log", body = EventPage))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<PageQuery>,
) -> Result<Json<EventPage>, Problem> {
    let mut connection = api.store.pool().acquire().await?;
    let reading = Reading {
        reader: caller.actor(),
        means: Means::Log,
        account_id: None,
        reason: query.reason(),
    };
    readings::record(&mut *connection, &reading).await?;
    let events = log::read_log(&mut connection, query.after(), query.events_to_read()).await?;
    Ok(Json(query.page(&events)))
}
