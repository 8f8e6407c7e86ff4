//! `GET /v1/log/checkpoint`: what the log has signed of itself last.

use axum::{
    extract::State,
    http::{HeaderName, header},
};
use countersign_domain::Refusal;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    checkpoints,
    http::{Api, problem::Problem, query::Query, slug::Slug},
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound];

/// A signed note is text (C2SP signed-note).
const NOTE: &str = "text/plain; charset=utf-8";

/// Which checkpoint.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct CheckpointQuery {
    /// `true`: the newest that the witness has cosigned. Otherwise the newest of all.
    #[param(value_type = Option<bool>)]
    cosigned: Option<Cosigned>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Cosigned {
    True,
    False,
}

/// Reads the log's newest checkpoint, a signed note (C2SP tlog-checkpoint).
#[utoipa::path(
    get,
    path = "/log/checkpoint",
    operation_id = "get_checkpoint",
    params(CheckpointQuery),
    responses((
        status = 200,
        description = "The signed note",
        body = String,
        content_type = "text/plain; charset=utf-8"
    ))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    Query(query): Query<CheckpointQuery>,
) -> Result<([(HeaderName, &'static str); 1], Vec<u8>), Problem> {
    let pool = api.store.pool();
    let newest = if matches!(query.cosigned, Some(Cosigned::True)) {
        checkpoints::newest_cosigned(pool, &api.log_origin).await?
    } else {
        checkpoints::newest(pool, &api.log_origin).await?
    };
    let newest = newest.ok_or(Problem::from(&Refusal::NotFound))?;
    Ok(([(header::CONTENT_TYPE, NOTE)], newest.note))
}
