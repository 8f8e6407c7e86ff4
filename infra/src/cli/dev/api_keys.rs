//! A key for each role, made once.

use std::collections::BTreeMap;

use sqlx::PgPool;

use crate::{
    api_keys::{self, Role},
    cli::Outcome,
    data_folder::DataFolder,
};

const FILE: &str = "api-keys.json";
const OWNER: &str = "dev";

/// The keys in the folder, those that are missing or revoked made anew.
pub(super) async fn keep(folder: &DataFolder, pool: &PgPool) -> Outcome<BTreeMap<String, String>> {
    let mut keys: BTreeMap<String, String> = match folder.read(FILE)? {
        Some(text) => serde_json::from_str(&text).unwrap_or_default(),
        None => BTreeMap::new(),
    };
    let mut made = false;
    for &role in Role::ALL {
        let known = match keys.get(role.as_str()) {
            Some(key) => api_keys::authenticate(pool, key).await?.is_some(),
            None => false,
        };
        if !known {
            let secret = api_keys::create(pool, role, OWNER).await?;
            keys.insert(role.to_string(), secret.expose().to_owned());
            made = true;
        }
    }
    if made {
        folder.write(FILE, &serde_json::to_string(&keys)?)?;
    }
    Ok(keys)
}
