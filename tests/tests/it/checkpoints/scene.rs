//! A log that is signed, what its API says of that, and its bundles.

use std::{fs::File, path::PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign::{
    api_keys::Role,
    checkpoints::{Export, ExportError, Exported},
};
use countersign_audit::{Asked, Hash, Note, PublicKey, Unverified, Verified, verify};
use countersign_tests::world::{World, eventually};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use sqlx::PgPool;
use tempfile::TempDir;

/// The log's public key.
pub(crate) fn vkey(world: &World) -> PublicKey {
    let vkey = world.instances[0].log_vkey().expect("it has a key");
    vkey.parse().expect("it is one")
}

/// The newest checkpoint that the API shows; none while there is none.
pub(super) async fn checkpoint(world: &World) -> Option<Note> {
    let portal = world.portal();
    let answer = portal.request(Role::Auditor, Method::GET, "/v1/log/checkpoint");
    let answer = answer.send().await.expect("an answer");
    if answer.status() == StatusCode::NOT_FOUND {
        return None;
    }
    assert_eq!(
        answer.headers()["content-type"],
        "text/plain; charset=utf-8"
    );
    let note = answer.bytes().await.expect("a body");
    Some(Note::from_bytes(&note).expect("it is a note"))
}

/// The newest checkpoint, once it covers everything up to a position.
pub(crate) async fn signed_up_to(world: &World, position: u64) -> Note {
    let is_signed = async || {
        let note = checkpoint(world).await;
        note.is_some_and(|note| note.checkpoint().size >= position)
    };
    eventually("the log is signed", is_signed).await;
    checkpoint(world).await.expect("it was there")
}

/// How many events there are.
pub(crate) async fn head(pool: &PgPool) -> u64 {
    let head = sqlx::query_scalar("SELECT coalesce(max(position), 0) FROM events");
    let head: i64 = head.fetch_one(pool).await.expect("the log is there");
    head.unsigned_abs()
}

/// The hashes of a proof.
pub(super) fn hashes(proof: &Value) -> Vec<Hash> {
    let hashes = proof["proof"].as_array().expect("a proof").iter();
    hashes
        .map(|hash| Hash(bytes(hash).try_into().expect("32 bytes")))
        .collect()
}

/// Base64 in an answer.
pub(super) fn bytes(text: &Value) -> Vec<u8> {
    STANDARD
        .decode(text.as_str().expect("a text"))
        .expect("base64")
}

/// A bundle in a folder of its own.
pub(super) struct Bundle {
    folder: TempDir,
    pub(super) exported: Exported,
}

impl Bundle {
    pub(super) async fn of(pool: &PgPool, export: &Export) -> Result<Self, ExportError> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = File::create(folder.path().join("bundle")).expect("a file");
        let (exported, _) = export.write(pool, file, |_, _| {}).await?;
        Ok(Self { folder, exported })
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("bundle")
    }

    pub(super) fn verify(&self, keys: &[PublicKey]) -> Result<Verified, Unverified> {
        let asked = Asked {
            keys: keys.to_vec(),
            ..Asked::default()
        };
        let file = File::open(self.path()).expect("it is there");
        verify(file, &asked, |_| {})
    }
}
