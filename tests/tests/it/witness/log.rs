//! A log that can lie, with the real keys of the log: what somebody can do who has stolen them.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use countersign_audit::{Checkpoint, Hash, LogKey, Node, Note, Proof, PublicKey, Tree};
use countersign_tests::world::eventually;
use futures::stream;
use serde::Deserialize;
use serde_json::json;
use tokio::{net::TcpListener, task::AbortHandle};

pub(super) const API_KEY: &str = "an-auditors-key-that-nobody-may-see";
const ORIGIN: &str = "log.example/1";

/// What the log does instead of saying how it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lie {
    /// Nothing: it shows its events, whatever they are.
    None,
    /// It changes a signed checkpoint.
    ChangedText,
    /// It signs by a key that is not its own.
    OtherKey,
    /// It says how many there are of somebody else's log.
    OtherLog,
    /// It shows something that is no note.
    NoNote,
    /// It signs a hundred times.
    TooManySignatures,
    /// It says that there are as many events as can be counted.
    Countless,
    /// It changes the proof.
    ChangedProof,
    /// It leaves out a part of the proof.
    ShortProof,
    /// It proves something else.
    OtherProof,
    /// It answers without end.
    Endless,
    /// It takes requests and does not answer.
    Silence,
    /// It answers that something is wrong with it.
    Failing,
}

/// The log, while this is held.
pub(super) struct TinyLog {
    pub(super) url: String,
    state: Arc<Mutex<Shows>>,
    serving: AbortHandle,
}

struct Shows {
    leaves: Vec<Hash>,
    keys: Vec<u8>,
    lie: Lie,
    looks: u64,
}

impl TinyLog {
    /// A log of so many events, signed by the first key.
    pub(super) async fn start(events: usize) -> Self {
        let state = Arc::new(Mutex::new(Shows {
            leaves: leaves(0, events),
            keys: vec![1],
            lie: Lie::None,
            looks: 0,
        }));
        let router = Router::new()
            .route("/v1/log/checkpoint", get(checkpoint))
            .route("/v1/log/proof/consistency", get(consistency))
            .with_state(Arc::clone(&state));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let serving = tokio::spawn(async { axum::serve(listener, router).await }).abort_handle();
        Self {
            url,
            state,
            serving,
        }
    }

    /// The key that signs, or one that may sign later.
    pub(super) fn key(seed: u8) -> PublicKey {
        log_key(seed).public().clone()
    }

    /// Adds events until there are so many.
    pub(super) fn grow(&self, events: usize) {
        let mut shows = self.shows();
        let more = leaves(shows.leaves.len(), events);
        shows.leaves.extend(more);
    }

    /// Drops the events behind so many.
    pub(super) fn shrink(&self, events: usize) {
        self.shows().leaves.truncate(events);
    }

    /// Changes an event that was there, and answers what it was.
    pub(super) fn rewrite(&self, index: usize, leaf: Hash) -> Hash {
        std::mem::replace(&mut self.shows().leaves[index], leaf)
    }

    /// Signs by these keys from now on.
    pub(super) fn sign_by(&self, keys: &[u8]) {
        self.shows().keys = keys.to_vec();
    }

    /// Lies like this from now on.
    pub(super) fn lie(&self, lie: Lie) {
        self.shows().lie = lie;
    }

    /// Waits until somebody has looked at it so many times more.
    pub(super) async fn is_looked_at(&self, times: u64) {
        let before = self.shows().looks;
        eventually("the witness looks again", async || {
            self.shows().looks >= before + times
        })
        .await;
    }

    fn shows(&self) -> MutexGuard<'_, Shows> {
        self.state.lock().expect("nobody panics with it")
    }
}

impl Drop for TinyLog {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Shows {
    fn note(&self) -> Vec<u8> {
        let size = self.leaves.len() as u64;
        match self.lie {
            Lie::OtherKey => signed(ORIGIN, size, self.root(), &[99]),
            Lie::OtherLog => signed("log.example/2", size, self.root(), &self.keys),
            Lie::Countless => signed(ORIGIN, u64::MAX, self.root(), &self.keys),
            Lie::NoNote => b"<!doctype html>\n".to_vec(),
            Lie::ChangedText => {
                let note = signed(ORIGIN, size, self.root(), &self.keys);
                let text = String::from_utf8(note).expect("a note is text");
                let (size, other) = (format!("\n{size}\n"), format!("\n{}\n", size + 1));
                text.replacen(&size, &other, 1).into_bytes()
            }
            Lie::TooManySignatures => {
                let mut note = signed(ORIGIN, size, self.root(), &self.keys);
                for number in 1..100 {
                    note.extend(format!("— stuffing.example/{number} AAAAAAA=\n").into_bytes());
                }
                note
            }
            _ => signed(ORIGIN, size, self.root(), &self.keys),
        }
    }

    fn root(&self) -> Hash {
        root_of(&self.leaves)
    }
}

fn log_key(seed: u8) -> LogKey {
    LogKey::new(ORIGIN, &[seed; 32]).expect("a name")
}

fn signed(origin: &str, size: u64, root: Hash, keys: &[u8]) -> Vec<u8> {
    let keys = keys.iter().map(|seed| LogKey::new(origin, &[*seed; 32]));
    let keys: Vec<LogKey> = keys.map(|key| key.expect("a name")).collect();
    let origin = origin.to_owned();
    let checkpoint = Checkpoint { origin, size, root };
    let note = Note::sign(checkpoint, &keys.iter().collect::<Vec<_>>());
    note.expect("it is signed").to_bytes()
}

fn leaves(from: usize, to: usize) -> Vec<Hash> {
    let leaf = |index: usize| {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&index.to_be_bytes());
        Hash(bytes)
    };
    (from..to).map(leaf).collect()
}

fn root_of(leaves: &[Hash]) -> Hash {
    let mut tree = Tree::default();
    for leaf in leaves {
        tree.push(*leaf, |_| ());
    }
    tree.root()
}

fn answered(state: &Mutex<Shows>, headers: &HeaderMap) -> Option<Response> {
    let key = headers.get("authorization").map(HeaderValue::as_bytes);
    if key != Some(format!("Bearer {API_KEY}").as_bytes()) {
        return Some(StatusCode::UNAUTHORIZED.into_response());
    }
    let lie = state.lock().expect("nobody panics with it").lie;
    let endless =
        || stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b'a'; 4096])));
    match lie {
        Lie::Endless => Some(Body::from_stream(endless()).into_response()),
        Lie::Failing => Some(StatusCode::SERVICE_UNAVAILABLE.into_response()),
        _ => None,
    }
}

async fn checkpoint(State(state): State<Arc<Mutex<Shows>>>, headers: HeaderMap) -> Response {
    let lie = {
        let mut shows = state.lock().expect("nobody panics with it");
        shows.looks += 1;
        shows.lie
    };
    if lie == Lie::Silence {
        return std::future::pending().await;
    }
    if let Some(answer) = answered(&state, &headers) {
        return answer;
    }
    let note = state.lock().expect("nobody panics with it").note();
    note.into_response()
}

#[derive(Deserialize)]
struct Sizes {
    from: u64,
    to: u64,
}

async fn consistency(
    State(state): State<Arc<Mutex<Shows>>>,
    Query(Sizes { from, to }): Query<Sizes>,
    headers: HeaderMap,
) -> Response {
    if let Some(answer) = answered(&state, &headers) {
        return answer;
    }
    let shows = state.lock().expect("nobody panics with it");
    if to > shows.leaves.len() as u64 {
        // Of a log that says it is larger than it is, one size is as good as another.
        let proof = vec![Hash([7; 32]).to_string(); 64];
        return Json(json!({"from": from, "to": to, "proof": proof})).into_response();
    }
    let proof = Proof::Consistency { from, to };
    let hash = |node: Node| {
        let first = usize::try_from(node.number << node.level).expect("it is small");
        root_of(&shows.leaves[first..first + (1 << node.level)])
    };
    let hashes = proof.nodes().into_iter().map(hash).collect();
    let mut hashes = proof.make(hashes).expect("the nodes that were asked for");
    match shows.lie {
        Lie::ChangedProof => hashes[0].0[31] ^= 1,
        Lie::ShortProof => hashes.truncate(hashes.len() - 1),
        _ => {}
    }
    let from = from - u64::from(shows.lie == Lie::OtherProof);
    let hashes: Vec<String> = hashes.iter().map(ToString::to_string).collect();
    Json(json!({"from": from, "to": to, "proof": hashes})).into_response()
}
