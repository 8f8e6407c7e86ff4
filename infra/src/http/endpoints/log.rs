//! `GET /v1/log`: everything that happened.

use axum::{Json, extract::State};

use crate::{
    http::{
        Api,
        events::{EventPage, PageQuery},
        problem::Problem,
        query::Query,
        slug::Slug,
    },
    store::log,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[];

/// Reads the log, all accounts in one order.
#[utoipa::path(
    get,
    path = "/log",
    operation_id = "get_log",
    params(PageQuery),
    responses((status = 200, description = "A page of the log", body = EventPage))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    Query(query): Query<PageQuery>,
) -> Result<Json<EventPage>, Problem> {
    let mut connection = api.store.pool().acquire().await?;
    let events = log::read_log(&mut connection, query.after(), query.events_to_read()).await?;
    Ok(Json(query.page(&events)))
}
