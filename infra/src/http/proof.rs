//! What the endpoints of proofs have in common.

use ::base64::{Engine, engine::general_purpose::STANDARD};
use countersign_audit::Proof;
use countersign_domain::Refusal;
use serde::Deserialize;
use sqlx::PgConnection;

use super::{Api, problem::Problem, slug::Slug};
use crate::checkpoints;

/// A size of the tree, or a position in the log: a number from 1.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Size(pub(super) i64);

impl TryFrom<String> for Size {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| is_number && *number > 0);
        number.map(Self).ok_or("it is a number from 1")
    }
}

/// The size that was asked for, else that of the newest checkpoint. What is not signed is not there.
pub(super) async fn signed_size(
    connection: &mut PgConnection,
    api: &Api,
    asked: Option<Size>,
) -> Result<i64, Problem> {
    let newest = checkpoints::newest(connection, &api.log_origin).await?;
    let signed = newest.map_or(0, |newest| newest.size);
    let size = asked.map_or(signed, |Size(size)| size);
    require_there(size, signed)?;
    require_there(1, size)?;
    Ok(size)
}

/// Refuses what is beyond a tree of this size.
pub(super) fn require_there(position: i64, size: i64) -> Result<(), Problem> {
    if position <= size {
        Ok(())
    } else {
        let detail =
            format!("there is no such tree or event: {size} events are signed, or asked for");
        Err(Problem::from(&Refusal::NotFound).detail(detail))
    }
}

/// The hashes of a proof, base64.
pub(super) async fn prove(
    connection: &mut PgConnection,
    proof: Proof,
) -> Result<Vec<String>, Problem> {
    let proof = checkpoints::prove(connection, proof)
        .await?
        .map_err(|error| {
            tracing::error!(%error, "tiles of the tree are missing");
            Problem::new(Slug::Internal)
        })?;
    Ok(proof.iter().map(|hash| base64(&hash.0)).collect())
}

/// Bytes as text (RFC 4648 section 4).
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
