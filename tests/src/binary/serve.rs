//! `countersign serve`, from its start to its end.

use countersign::api_keys::Role;
use serde_json::Value;

use super::{Process, Settings};
use crate::{portal::Portal, world::eventually};

/// An instance that listens.
pub struct Serve {
    /// Its process.
    pub process: Process,
    url: String,
    admin_url: String,
}

impl Serve {
    /// Starts an instance and waits until it listens, which takes PostgreSQL and nothing else.
    pub async fn start(settings: &Settings) -> Self {
        let mut process = Process::start(&["serve"], settings);
        let mut announced = None;
        eventually("the instance listens", async || {
            let logs = process.stderr();
            assert!(process.ended().is_none(), "{logs}");
            announced = logs.lines().find_map(announcement);
            announced.is_some()
        })
        .await;
        let (url, admin_url) = announced.expect("it was waited for");
        Self {
            process,
            url,
            admin_url,
        }
    }

    /// Waits until everything it needs is there, by `/readyz`.
    pub async fn ready(&self) {
        eventually("the instance is ready", async || {
            reqwest::get(self.readyz())
                .await
                .is_ok_and(|answer| answer.status().is_success())
        })
        .await;
    }

    /// Its readiness, for whoever asks by itself.
    #[must_use]
    pub fn readyz(&self) -> String {
        format!("{}/readyz", self.admin_url)
    }

    /// Its metrics, as Prometheus scrapes them.
    pub async fn metrics(&self) -> String {
        let answer = reqwest::get(format!("{}/metrics", self.admin_url)).await;
        let answer = answer.expect("the admin listener answers");
        answer.text().await.expect("metrics are text")
    }

    /// Where the API is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A portal that uses it under these keys.
    #[must_use]
    pub fn portal(&self, keys: &[(Role, String)]) -> Portal {
        Portal::new(self.url.clone(), keys.to_vec())
    }
}

/// A key of each role, made by the binary.
pub async fn api_keys(settings: &Settings) -> Vec<(Role, String)> {
    let mut keys = vec![];
    for role in Role::ALL {
        let create = [
            "api-key",
            "create",
            "--owner",
            "test",
            "--role",
            role.as_str(),
        ];
        let made = Process::run(&create, settings).await;
        keys.push((*role, made.success().trim_end().to_owned()));
    }
    keys
}

/// What an instance logs once it listens; it logs JSON.
fn announcement(line: &str) -> Option<(String, String)> {
    let entry: Value = serde_json::from_str(line).ok()?;
    let url = |name: &str| entry[name].as_str().map(str::to_owned);
    (entry["message"] == "ready to serve").then_some((url("url")?, url("admin_url")?))
}
