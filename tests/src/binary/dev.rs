//! `countersign dev`, from its start to its end.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use countersign::api_keys::Role;
use serde::Deserialize;

use super::{Process, Settings};
use crate::{portal::Portal, smtp, world::eventually};

/// A `countersign dev` that is ready to serve.
pub struct Dev {
    /// Its process.
    pub process: Process,
    /// What it said in `dev.json`.
    pub announcement: Announcement,
}

/// What the contract has `dev.json` say.
#[derive(Deserialize)]
pub struct Announcement {
    /// The API.
    pub url: String,
    /// `/readyz` and `/metrics`.
    pub admin_url: String,
    /// PostgreSQL under the service's role.
    pub database_url: String,
    /// PostgreSQL under the superuser's.
    pub admin_database_url: String,
    /// NATS.
    pub nats_url: String,
    /// Where the mails are.
    pub mail_dir: PathBuf,
    /// A key for each role.
    pub api_keys: BTreeMap<String, String>,
}

impl Dev {
    /// Starts it on this folder and a free port, and waits until it is ready.
    pub async fn start(folder: &Path, arguments: &[&str], settings: &Settings) -> Self {
        let data_dir = folder.to_str().expect("an ordinary path");
        let dev = ["dev", "--listen", "127.0.0.1:0", "--data-dir", data_dir];
        let mut process = Process::start(&[&dev, arguments].concat(), settings);
        // What a crash left behind announces nobody: the guide comes after the announcement.
        eventually("dev is ready", async || {
            assert!(process.ended().is_none(), "{}", process.stderr());
            process.stdout().contains("Countersign is ready")
        })
        .await;
        let announcement = fs::read(folder.join("dev.json")).expect("it is written by now");
        let announcement = serde_json::from_slice(&announcement).expect("what the contract says");
        Self {
            process,
            announcement,
        }
    }

    /// A portal with the key of each role.
    #[must_use]
    pub fn portal(&self) -> Portal {
        let key = |role: &Role| (*role, self.announcement.api_keys[role.as_str()].clone());
        Portal::new(
            self.announcement.url.clone(),
            Role::ALL.iter().map(key).collect(),
        )
    }

    /// The mails so far, the oldest first: a file is named by its event, and those sort by time.
    #[must_use]
    pub fn mails(&self) -> Vec<Vec<u8>> {
        let entries = fs::read_dir(&self.announcement.mail_dir).expect("the mails' folder");
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
        files.sort();
        files
            .iter()
            .map(|file| fs::read(file).expect("a mail is written whole"))
            .collect()
    }

    /// The code of the first mail with one after so many mails.
    pub async fn next_code(&self, after: usize) -> String {
        let mut code = None;
        eventually("a code is mailed", async || {
            code = self
                .mails()
                .iter()
                .skip(after)
                .find_map(|mail| smtp::code_in(mail));
            code.is_some()
        })
        .await;
        code.expect("it was waited for")
    }
}
