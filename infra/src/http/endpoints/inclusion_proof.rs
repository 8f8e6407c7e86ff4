//! `GET /v1/log/proof/inclusion`: that an event is in the log that was signed.

use axum::{Json, extract::State};
use countersign_audit::{Leaf, Proof};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    checkpoints,
    http::{
        Api,
        problem::Problem,
        proof::{Size, base64, prove, signed_size},
        query::Query,
        slug::Slug,
    },
    store::log,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound];

/// Which event, in which tree.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct InclusionQuery {
    /// The event's position.
    #[param(value_type = i64, minimum = 1)]
    position: Size,
    /// The tree's size; that of the newest checkpoint where there is none.
    #[param(value_type = Option<i64>, minimum = 1)]
    size: Option<Size>,
}

/// That the tree of a size has an event (RFC 6962 section 2.1.1).
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct InclusionProof {
    /// The event's position; its index in the tree is one less.
    position: i64,
    /// The tree's size.
    size: i64,
    /// The event in its canonical form, base64: what the tree hashes.
    leaf: String,
    /// Hashes of 32 bytes, base64, from the leaf to the root.
    proof: Vec<String>,
}

/// Proves that an event is in the log that was signed.
#[utoipa::path(
    get,
    path = "/log/proof/inclusion",
    operation_id = "prove_inclusion",
    params(InclusionQuery),
    responses((status = 200, description = "The proof", body = InclusionProof))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    Query(InclusionQuery { position, size }): Query<InclusionQuery>,
) -> Result<Json<InclusionProof>, Problem> {
    let mut connection = api.store.pool().acquire().await?;
    let size = signed_size(&mut connection, &api, "size", size).await?;
    let position = position.0;
    if position > size {
        let detail = format!("is beyond the tree, which has {size} events");
        return Err(Problem::invalid_input("position", detail));
    }
    let proof = Proof::Inclusion {
        position: position.unsigned_abs(),
        size: size.unsigned_abs(),
    };
    let proof = prove(&mut connection, proof).await?;
    let events = log::read_raw(&mut connection, position - 1, position, 1).await?;
    let leaf = events.first().map(checkpoints::leaf_of);
    let leaf = leaf.as_ref().map(Leaf::to_bytes);
    Ok(Json(InclusionProof {
        position,
        size,
        leaf: base64(&leaf.ok_or(Problem::new(Slug::Internal))?),
        proof,
    }))
}
