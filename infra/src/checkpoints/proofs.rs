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
    let made = prove_all(connection, &[proof]).await?;
    Ok(made.into_iter().next().unwrap_or(Err(InvalidProof)))
}

/// One of each, in their order, out of tiles that are read once.
pub async fn prove_all(
    connection: &mut PgConnection,
    proofs: &[Proof],
) -> Result<Vec<Result<Vec<Hash>, InvalidProof>>, sqlx::Error> {
    let nodes: Vec<_> = proofs.iter().map(|proof| proof.nodes()).collect();
    let wanted: BTreeSet<_> = nodes.iter().flatten().map(|node| node.tile()).collect();
    let tiles = tiles::read(connection, wanted).await?;
    let made = proofs.iter().zip(nodes).map(|(proof, nodes)| {
        let hashes = nodes.into_iter().map(|node| {
            let tile = tiles.binary_search_by_key(&node.tile(), |tile| tile.id);
            node.hash(&tiles[tile.ok()?])
        });
        let hashes: Option<Vec<Hash>> = hashes.collect();
        hashes
            .ok_or(InvalidProof)
            .and_then(|hashes| proof.make(hashes))
    });
    Ok(made.collect())
}
