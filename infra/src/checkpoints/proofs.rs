//! Proofs out of the tiles.

use std::collections::BTreeSet;

use countersign_audit::{Hash, InvalidProof, Proof};
use sqlx::PgConnection;

use super::tiles;

/// A proof about trees that were signed. There is none where it cannot be, or where tiles are missing.
pub async fn prove(
    connection: &mut PgConnection,
    proof: Proof,
) -> Result<Result<Vec<Hash>, InvalidProof>, sqlx::Error> {
    let nodes = proof.nodes();
    let wanted: BTreeSet<_> = nodes.iter().map(|node| node.tile()).collect();
    let tiles = tiles::read(connection, wanted).await?;
    let hashes = nodes.into_iter().map(|node| {
        let tile = tiles.binary_search_by_key(&node.tile(), |tile| tile.id);
        node.hash(&tiles[tile.ok()?])
    });
    let hashes: Option<Vec<Hash>> = hashes.collect();
    Ok(hashes
        .ok_or(InvalidProof)
        .and_then(|hashes| proof.make(hashes)))
}
