//! `GET /.well-known/jwks.json`: the keys that sign assertions.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, header},
};
use jsonwebtoken::jwk::JwkSet;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{http::Api, keys::JWKS_MAX_AGE_SECONDS};

/// The public keys (RFC 7517 section 5).
#[derive(Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = KeySet)]
pub(in crate::http) struct Jwks(JwkSet);

/// Public keys (RFC 7517).
#[derive(ToSchema)]
#[schema(as = JwkSet)]
#[expect(
    dead_code,
    reason = "it says in the document what the set of keys says by itself"
)]
pub(in crate::http) struct KeySet {
    keys: Vec<Key>,
}

/// An Ed25519 public key (RFC 8037 section 2).
#[derive(ToSchema)]
#[schema(as = Jwk)]
#[expect(
    dead_code,
    reason = "it says in the document what a key says by itself"
)]
struct Key {
    #[schema(example = "OKP")]
    kty: String,
    #[schema(example = "Ed25519")]
    crv: String,
    #[schema(example = "EdDSA")]
    alg: String,
    #[schema(rename = "use", example = "sig")]
    public_key_use: String,
    /// As the header of an assertion names it.
    kid: String,
    /// The key, in base64url.
    x: String,
}

/// The keys by which assertions are verified offline. Nobody needs an API key for them, and they may
/// be kept for as long as `Cache-Control` says: a new key is published for longer before it signs.
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    operation_id = "get_jwks",
    security(()),
    responses((
        status = 200,
        description = "Every key that an assertion may be signed by",
        body = Jwks,
        headers(("cache-control" = String, description = "How long they may be kept")),
    ))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
) -> ([(HeaderName, String); 1], Json<Jwks>) {
    let cache_control = format!("public, max-age={JWKS_MAX_AGE_SECONDS}");
    let keys = api.store.keyring().signing_keys();
    (
        [(header::CACHE_CONTROL, cache_control)],
        Json(Jwks(keys.published())),
    )
}
