//! `GET /v1/log/proof/consistency`: that the log grew and changed in no other way.

use axum::{Json, extract::State};
use countersign_audit::Proof;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::{
    Api,
    problem::Problem,
    proof::{Size, prove, require_there, signed_size},
    query::Query,
    slug::Slug,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound];

/// Between which trees.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct ConsistencyQuery {
    /// The size of the earlier tree.
    #[param(value_type = i64, minimum = 1)]
    from: Size,
    /// The size of the later tree; that of the newest checkpoint where there is none.
    #[param(value_type = Option<i64>, minimum = 1)]
    to: Option<Size>,
}

/// That the tree of one size grew out of that of another (RFC 6962 section 2.1.2).
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ConsistencyProof {
    /// The size of the earlier tree.
    from: i64,
    /// The size of the later tree.
    to: i64,
    /// Hashes of 32 bytes, base64.
    proof: Vec<String>,
}

/// Proves that the log grew out of what it was.
#[utoipa::path(
    get,
    path = "/log/proof/consistency",
    operation_id = "prove_consistency",
    params(ConsistencyQuery),
    responses((status = 200, description = "The proof", body = ConsistencyProof))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    Query(ConsistencyQuery { from, to }): Query<ConsistencyQuery>,
) -> Result<Json<ConsistencyProof>, Problem> {
    let mut connection = api.store.pool().acquire().await?;
    let to = signed_size(&mut connection, &api, to).await?;
    let from = from.0;
    require_there(from, to)?;
    let proof = Proof::Consistency {
        from: from.unsigned_abs(),
        to: to.unsigned_abs(),
    };
    let proof = prove(&mut connection, proof).await?;
    Ok(Json(ConsistencyProof { from, to, proof }))
}
