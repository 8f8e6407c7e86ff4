//! `countersign witness`, from its start to its end.

use std::path::Path;

use countersign_audit::{Note, PublicKey};
use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::{Process, Settings};
use crate::world::eventually;

/// How the tests' witnesses are called.
pub const WITNESS_NAME: &str = "witness.example/1";

/// A witness that listens.
pub struct Witness {
    /// Its process.
    pub process: Process,
    url: String,
}

impl Witness {
    /// What a witness of this log needs, on this folder.
    #[must_use]
    pub fn settings(
        log_url: &str,
        log_keys: &[PublicKey],
        api_key: &str,
        folder: &Path,
    ) -> Settings {
        let keys: Vec<String> = log_keys.iter().map(ToString::to_string).collect();
        let folder = folder.to_str().expect("an ordinary path");
        Settings::none()
            .with("COUNTERSIGN_WITNESS_LOG_URL", log_url)
            .with("COUNTERSIGN_WITNESS_LOG_VKEY", &keys.join(","))
            .with("COUNTERSIGN_WITNESS_API_KEY", api_key)
            .with("COUNTERSIGN_WITNESS_NAME", WITNESS_NAME)
            .with("COUNTERSIGN_WITNESS_DATA_DIR", folder)
            .with("COUNTERSIGN_WITNESS_LISTEN", "127.0.0.1:0")
    }

    /// Starts a witness and waits until it listens.
    pub async fn start(settings: &Settings) -> Self {
        let mut process = Process::start(&["witness"], settings);
        let mut announced = None;
        eventually("the witness listens", async || {
            let logs = process.stderr();
            assert!(process.ended().is_none(), "{logs}");
            announced = logs.lines().find_map(announcement);
            announced.is_some()
        })
        .await;
        let url = announced.expect("it was waited for");
        Self { process, url }
    }

    /// Where it shows what it has cosigned.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its key, as it prints it.
    #[must_use]
    pub fn vkey(&self) -> PublicKey {
        let stdout = self.process.stdout();
        stdout
            .trim_end()
            .parse()
            .expect("the key, and nothing else")
    }

    /// What it answers.
    pub async fn get(&self, path: &str) -> Response {
        let answer = reqwest::get(format!("{}{path}", self.url)).await;
        answer.expect("the witness answers")
    }

    /// The bytes of what it cosigned last.
    pub async fn shown(&self) -> Option<Vec<u8>> {
        let answer = self.get("/checkpoint").await;
        match answer.status() {
            StatusCode::OK => Some(answer.bytes().await.expect("a body").to_vec()),
            StatusCode::NOT_FOUND => None,
            other => panic!("{other}"),
        }
    }

    /// How many events it has cosigned; 0 where there is no note, and every note is its own.
    pub async fn size(&self) -> u64 {
        let Some(bytes) = self.shown().await else {
            return 0;
        };
        let note = Note::from_bytes(&bytes).expect("a note");
        note.require_cosigned(&self.vkey()).expect("its own");
        note.checkpoint().size
    }

    /// Waits until it has cosigned so many events.
    pub async fn reaches(&self, size: u64) {
        eventually(&format!("{size} events are cosigned"), async || {
            self.size().await == size
        })
        .await;
    }

    /// Its reason for an alarm, if there is one.
    pub async fn alarm(&self) -> Option<String> {
        let answer = self.get("/healthz").await;
        match answer.status() {
            StatusCode::OK => None,
            StatusCode::SERVICE_UNAVAILABLE => Some(answer.text().await.expect("a reason")),
            other => panic!("{other}"),
        }
    }
}

/// What it logs once it listens; it logs JSON.
fn announcement(line: &str) -> Option<String> {
    let entry: Value = serde_json::from_str(line).ok()?;
    let url = entry["url"].as_str().map(str::to_owned);
    (entry["message"] == "witnessing").then_some(url?)
}
