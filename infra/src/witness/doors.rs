//! What the witness shows to anybody.

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use countersign_audit::PublicKey;
use tokio::sync::watch;

use super::standing::Standing;

const TEXT: [(header::HeaderName, &str); 2] = [
    (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
    (header::CACHE_CONTROL, "no-store"),
];

/// What there is to show.
pub(super) struct Shown {
    /// The newest cosigned note.
    pub(super) note: Option<Vec<u8>>,
    /// How it stands.
    pub(super) standing: Standing,
}

#[derive(Clone)]
struct Doors {
    shown: watch::Receiver<Shown>,
    vkey: Arc<str>,
}

/// The doors, which ask for no key: what is shown proves itself.
pub(super) fn router(shown: watch::Receiver<Shown>, key: &PublicKey) -> Router {
    let vkey = key.to_string().into();
    Router::new()
        .route("/checkpoint", get(checkpoint))
        .route("/vkey", get(vkey_line))
        .route("/healthz", get(healthz))
        .with_state(Doors { shown, vkey })
}

async fn checkpoint(State(doors): State<Doors>) -> Response {
    match &doors.shown.borrow().note {
        Some(note) => (TEXT, note.clone()).into_response(),
        None => (StatusCode::NOT_FOUND, TEXT, "nothing was cosigned yet\n").into_response(),
    }
}

async fn vkey_line(State(doors): State<Doors>) -> Response {
    (TEXT, format!("{}\n", doors.vkey)).into_response()
}

async fn healthz(State(doors): State<Doors>) -> Response {
    match doors.shown.borrow().standing.trouble(Instant::now()) {
        None => (TEXT, "ok\n").into_response(),
        Some(reason) => {
            (StatusCode::SERVICE_UNAVAILABLE, TEXT, format!("{reason}\n")).into_response()
        }
    }
}
