//! `GET /v1/log/proof/inclusion`: that an event is in the log that was signed.

use axum::{Extension, Json, extract::State};
use countersign_audit::Proof;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    api_keys::Caller,
    checkpoints,
    http::{
        Api,
        problem::Problem,
        proof::{Size, base64, prove, require_there, signed_size},
        query::Query,
        slug::Slug,
    },
    readings::{self, Means, Reading, Reason},
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
    /// Why it is read; recorded beside who read it and when.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200,
            pattern = r"^[^\x00-\x1f\x7f-\x9f]*$")]
    reason: Option<Reason>,
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

/// Proves that an event is in the log that was signed. The answer has the event in it, so that is
/// recorded as a reading of the log: by whom, when and why.
#[utoipa::path(
    get,
    path = "/log/proof/inclusion",
    operation_id = "prove_inclusion",
    params(InclusionQuery),
    responses((status = 200, description = "The proof", body = InclusionProof))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<InclusionQuery>,
) -> Result<Json<InclusionProof>, Problem> {
    let InclusionQuery {
        position,
        size,
        reason,
    } = query;
    let mut connection = api.store.pool().acquire().await?;
    let size = signed_size(&mut connection, &api, size).await?;
    let position = position.0;
    require_there(position, size)?;
    let proof = Proof::Inclusion {
        position: position.unsigned_abs(),
        size: size.unsigned_abs(),
    };
    let proof = prove(&mut connection, proof).await?;
    let events = log::read_raw(&mut connection, position - 1, position, 1).await?;
    let event = events.first().ok_or(Problem::new(Slug::Internal))?;
    let account_id = event.account_id.as_deref();
    let reading = Reading {
        reader: caller.actor(),
        means: Means::Log,
        account_id: account_id.and_then(|id| id.parse().ok()),
        reason: reason.map(|Reason(text)| text),
    };
    readings::record(&mut *connection, &reading).await?;
    Ok(Json(InclusionProof {
        position,
        size,
        leaf: base64(&checkpoints::leaf_of(event).to_bytes()),
        proof,
    }))
}
