//! The keys an instance works with.

use std::sync::{Arc, PoisonError, RwLock};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_domain::{CodeKeys, IssuedCode};
use sqlx::PgPool;
use zeroize::Zeroizing;

use super::{
    AccountKey, KeyError, LogKeys, MasterKey, MasterKeys, SigningKeys, code_keys, log_keys,
    sealing::{is_keyed_hash, keyed_hash},
    service_key_context, signing_keys,
};
use crate::entropy;

/// The master keys and the service's keys it opened.
pub struct Keyring {
    masters: MasterKeys,
    fingerprint: Zeroizing<[u8; 32]>,
    mailbox: Zeroizing<[u8; 32]>,
    relay: Zeroizing<[u8; 32]>,
    code_keys: RwLock<Arc<CodeKeys>>,
    signing_keys: RwLock<Arc<SigningKeys>>,
    log_keys: RwLock<Arc<LogKeys>>,
}

impl Keyring {
    /// Opens the service's keys, and makes those that are not there yet. Fails where they are
    /// wrapped by another master key.
    pub async fn open(masters: impl Into<MasterKeys>, pool: &PgPool) -> Result<Self, KeyError> {
        let masters = masters.into();
        let fingerprint = steady_key(&masters, pool, "fingerprint").await?;
        let mailbox = steady_key(&masters, pool, "mailbox").await?;
        let relay = steady_key(&masters, pool, "relay").await?;
        let code_keys = RwLock::new(Arc::new(code_keys::load_or_make(&masters, pool).await?));
        let signing_keys = RwLock::new(signing_keys::load_or_make(&masters, pool).await?);
        let log_keys = RwLock::new(log_keys::load_or_make(&masters, pool).await?);
        Ok(Self {
            masters,
            fingerprint,
            mailbox,
            relay,
            code_keys,
            signing_keys,
            log_keys,
        })
    }

    /// The master key that wraps.
    #[must_use]
    pub fn master(&self) -> MasterKey {
        self.masters.current()
    }

    /// The code keys at hand.
    #[must_use]
    pub fn code_keys(&self) -> Arc<CodeKeys> {
        get(&self.code_keys)
    }

    /// The keys at hand that sign assertions.
    #[must_use]
    pub fn signing_keys(&self) -> Arc<SigningKeys> {
        get(&self.signing_keys)
    }

    /// The keys at hand that sign checkpoints.
    #[must_use]
    pub fn log_keys(&self) -> Arc<LogKeys> {
        get(&self.log_keys)
    }

    /// The code keys with that of `code` among them: looked for in the database where another
    /// instance rotated meanwhile.
    pub async fn code_keys_for(
        &self,
        code: &IssuedCode,
        pool: &PgPool,
    ) -> Result<Arc<CodeKeys>, KeyError> {
        if !self.code_keys().keys.contains_key(&code.key_id) {
            self.refresh(pool).await?;
        }
        let code_keys = self.code_keys();
        if code_keys.keys.contains_key(&code.key_id) {
            Ok(code_keys)
        } else {
            Err(KeyError::Missing(code.key_id.0.clone()))
        }
    }

    /// Takes up what was rotated. Where the master key's file is away, all else is taken up still.
    pub async fn refresh(&self, pool: &PgPool) -> Result<(), KeyError> {
        let read_again = self.masters.read_again();
        let fresh = code_keys::load_or_make(&self.masters, pool).await?;
        set(&self.code_keys, Arc::new(fresh));
        let fresh = signing_keys::load_or_make(&self.masters, pool).await?;
        set(&self.signing_keys, fresh);
        let fresh = log_keys::load_or_make(&self.masters, pool).await?;
        set(&self.log_keys, fresh);
        Ok(read_again?)
    }

    /// The data key of an account, from its directory row.
    pub fn account_key(
        &self,
        account_id: &str,
        wrapped: &[u8],
        wrapped_by: &str,
    ) -> Result<AccountKey, KeyError> {
        let master = self.masters.which_wrapped(wrapped_by)?;
        Ok(master.open_account_key(account_id, wrapped)?)
    }

    /// What tells one request from another under the same idempotency key. Keyed, so that the
    /// stored value cannot be guessed at offline.
    #[must_use]
    pub fn fingerprint(&self, request: &[u8]) -> Vec<u8> {
        keyed_hash(&self.fingerprint, request)
    }

    /// The name under which mails to one mailbox are counted over all accounts.
    #[must_use]
    pub fn mailbox(&self, normalised_address: &str) -> Vec<u8> {
        keyed_hash(&self.mailbox, normalised_address.as_bytes())
    }

    /// What marks a message of the relay's as one of ours and in its place in the stream, whatever
    /// the log says of it.
    #[must_use]
    pub fn mark(&self, payload: &[u8], sequence: u64) -> String {
        URL_SAFE_NO_PAD.encode(keyed_hash(&self.relay, &placed(payload, sequence)))
    }

    /// Whether a message carries the relay's mark, and that for this place.
    #[must_use]
    pub fn is_marked(&self, payload: &[u8], sequence: u64, mark: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(mark)
            .is_ok_and(|mark| is_keyed_hash(&self.relay, &placed(payload, sequence), &mark))
    }
}

/// A lock of these guards one pointer, which no panic can leave half-written.
fn get<T>(keys: &RwLock<Arc<T>>) -> Arc<T> {
    Arc::clone(&keys.read().unwrap_or_else(PoisonError::into_inner))
}

fn set<T>(keys: &RwLock<Arc<T>>, fresh: Arc<T>) {
    *keys.write().unwrap_or_else(PoisonError::into_inner) = fresh;
}

fn placed(payload: &[u8], sequence: u64) -> Vec<u8> {
    [&sequence.to_be_bytes(), payload].concat()
}

/// A key that does not rotate: the one all instances share, whichever of them made it.
async fn steady_key(
    masters: &MasterKeys,
    pool: &PgPool,
    purpose: &str,
) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let (master, context) = (masters.current(), service_key_context(purpose));
    let key = Zeroizing::new(entropy::random_bytes::<32>());
    sqlx::query(
        "INSERT INTO keys (key_id, purpose, wrapped, master_key_id) VALUES ($1, $1, $2, $3)
         ON CONFLICT DO NOTHING",
    )
    .bind(purpose)
    .bind(master.wrap(&key, &context))
    .bind(master.id())
    .execute(pool)
    .await?;
    let (wrapped, wrapped_by): (Vec<u8>, String) =
        sqlx::query_as("SELECT wrapped, master_key_id FROM keys WHERE key_id = $1")
            .bind(purpose)
            .fetch_one(pool)
            .await?;
    let master = masters.which_wrapped(&wrapped_by)?;
    Ok(master.unwrap(&wrapped, &context)?)
}
