//! What a run of `countersign dev` leaves in its folder.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_tests::{binary::Announcement, search::Secret};

/// Where the secrets of `dev` belong: its mails, and files that nobody else can read. `dev.json` is
/// gone with it.
const THEIR_PLACES: [&str; 7] = [
    "mail",
    "master.key",
    "api-keys.json",
    "database-password",
    "postgres/password",
    "nats/password",
    "nats/nats.conf",
];

/// Keys and passwords that outlast a run, in each form they are kept in.
pub(super) fn lasting_secrets(announcement: &Announcement, data_dir: &Path) -> Vec<Secret> {
    let text = |file: &str| fs::read_to_string(data_dir.join(file)).expect("it is ours");
    let master_key = text("master.key");
    let raw = STANDARD.decode(&master_key).expect("base64");
    let hex: Vec<String> = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut secrets = vec![
        Secret::long("the master key in base64", master_key),
        Secret::long("the master key in hex", hex.concat()),
        Secret::long("the master key", raw),
    ];
    for (role, key) in &announcement.api_keys {
        secrets.push(Secret::long(&format!("{role}'s key"), key.as_str()));
    }
    for file in ["database-password", "postgres/password", "nats/password"] {
        secrets.push(Secret::long(file, text(file)));
    }
    secrets
}

/// The bytes of all files below the data folder, but for those that secrets belong in, by what
/// stands in the data folder itself.
pub(super) fn folder_by_folder(data_dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let their_places = THEIR_PLACES.map(|place| data_dir.join(place));
    let mut all = BTreeMap::new();
    for path in entries(data_dir) {
        let mut bytes = vec![];
        let mut paths = vec![path.clone()];
        while let Some(path) = paths.pop() {
            if their_places.contains(&path) {
                continue;
            }
            if path.is_dir() {
                paths.extend(entries(&path));
            } else {
                bytes.extend(fs::read(path).expect("root or its owner reads it"));
                // Nothing in one file adjoins what is in the next.
                bytes.push(0);
            }
        }
        let name = path.file_name().expect("it is in the folder");
        all.insert(name.to_string_lossy().into_owned(), bytes);
    }
    all
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("root or its owner reads it");
    entries.flatten().map(|entry| entry.path()).collect()
}
