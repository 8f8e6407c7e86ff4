//! The account to try things with.

use argon2::{Argon2, PasswordHasher, password_hash::SaltString};
use countersign_domain::AccountId;
use serde_json::json;

use crate::{
    cli::Outcome,
    entropy,
    http::AccountLine,
    store::{Metadata, Store},
};

/// Its id.
pub(super) const ACCOUNT_ID: &str = "demo";
/// Its mailbox.
pub(super) const EMAIL: &str = "demo@example.com";
/// Its password.
pub(super) const PASSWORD: &str = "correct horse battery staple";

const ACTOR: &str = "countersign/dev";

/// Registers the account where it is missing.
pub(super) async fn seed(store: &Store) -> Outcome {
    let account_id: AccountId = ACCOUNT_ID.parse()?;
    if store.account(&account_id).await?.is_some() {
        return Ok(());
    }
    let account = json!({
        "account_id": ACCOUNT_ID,
        "email": EMAIL,
        "display_name": "Demo",
        "password_hash": password_hash()?,
    });
    let account = AccountLine::parse(&account.to_string())?;
    account.put(store, Metadata::by(ACTOR)).await?;
    Ok(())
}

fn password_hash() -> Outcome<String> {
    let failed = |error| format!("the demo account's password cannot be hashed: {error}");
    let salt = SaltString::encode_b64(&entropy::random_bytes::<16>()).map_err(failed)?;
    let hash = Argon2::default()
        .hash_password(PASSWORD.as_bytes(), &salt)
        .map_err(failed)?;
    Ok(hash.to_string())
}
