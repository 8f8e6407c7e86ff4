//! Passwords: checked here, owned by the portal, stored by nobody.

mod check;
mod hash;
mod verify;
#[cfg(test)]
mod properties;

pub use check::{CheckPassword, CheckPasswordToDisable};
pub use hash::{UnfitHash, parse_hash};

use std::{num::NonZero, sync::Arc, thread};

use countersign_domain::PasswordHash;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task,
};
use zeroize::{Zeroize, ZeroizeOnDrop};

use self::verify::Memories;
use crate::{
    metering,
    store::{ExecuteError, Failure},
};

/// How many hashes may wait for a processor, beyond those that are being computed.
const WAITING_HASHES_MAX: usize = 64;

/// A password as the customer keyed it in. It has no `Debug` and shows itself to nobody.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Password(String);

/// Checks passwords, as many at once as there are processors: a hash takes a processor and up to
/// 64 MiB for tens of milliseconds, and whoever sends many must not take the machine.
pub struct Passwords {
    /// Hashes that are being computed.
    computing: Arc<Semaphore>,
    /// The same and those that wait.
    admitted: Arc<Semaphore>,
    memories: Arc<Memories>,
}

impl Password {
    /// The longest password, in bytes.
    pub const LENGTH_MAX_BYTES: usize = 1024;

    /// A password of 1 to 1024 bytes; `None` for anything else.
    #[must_use]
    pub fn new(text: String) -> Option<Self> {
        let password = Self(text);
        (1..=Self::LENGTH_MAX_BYTES)
            .contains(&password.0.len())
            .then_some(password)
    }
}

impl Passwords {
    /// As many hashes at once as this machine runs threads.
    #[must_use]
    pub fn new() -> Self {
        Self::computing_at_most(thread::available_parallelism().map_or(1, NonZero::get))
    }

    /// Whether the password is the one that was hashed. [`ExecuteError::Busy`] where too many wait
    /// already.
    pub async fn matches(
        &self,
        password: &Arc<Password>,
        hash: &PasswordHash,
    ) -> Result<bool, ExecuteError> {
        let admitted = self.admit()?;
        let computing = Arc::clone(&self.computing).acquire_owned().await;
        let (password, hash) = (Arc::clone(password), hash.clone());
        let memories = Arc::clone(&self.memories);
        let verified = task::spawn_blocking(move || {
            // Held until the hash is done, even where nobody waits for it any more.
            let _permits = (admitted, computing);
            metering::hash_computed();
            memories.verify(&password, &hash)
        });
        let verified = verified.await.map_err(|_| Failure::Stopping)?;
        // The hash was fit when the portal put it in, so the directory is damaged.
        Ok(verified.map_err(|unfit| Failure::from(sqlx::Error::Decode(Box::new(unfit))))?)
    }

    /// How many hashes wait for a processor.
    #[must_use]
    pub fn waiting(&self) -> usize {
        // Those that are being computed are admitted too.
        (WAITING_HASHES_MAX + self.computing.available_permits())
            .saturating_sub(self.admitted.available_permits())
    }

    fn computing_at_most(hashes: usize) -> Self {
        Self {
            computing: Arc::new(Semaphore::new(hashes)),
            admitted: Arc::new(Semaphore::new(hashes + WAITING_HASHES_MAX)),
            memories: Arc::default(),
        }
    }

    fn admit(&self) -> Result<OwnedSemaphorePermit, ExecuteError> {
        Arc::clone(&self.admitted)
            .try_acquire_owned()
            .map_err(|_| ExecuteError::Busy)
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version, password_hash::SaltString};

    use super::*;

    fn cheap_hash(password: &str) -> PasswordHash {
        let params = Params::new(8, 1, 1, None).expect("argon2 computes these");
        let salt = SaltString::from_b64("c29tZXNhbHRzb21lc2FsdA").expect("this is a salt");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon2
            .hash_password(password.as_bytes(), &salt)
            .expect("argon2 hashes");
        PasswordHash(hash.to_string())
    }

    fn password(text: &str) -> Arc<Password> {
        Arc::new(Password::new(text.to_owned()).expect("this is a password"))
    }

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let (passwords, hash) = (Passwords::new(), cheap_hash("correct horse"));
        for (text, right) in [
            ("correct horse", true),
            ("correct hors", false),
            // In the memory that the others left.
            ("correct horse", true),
        ] {
            let matches = passwords.matches(&password(text), &hash).await;
            assert!(matches!(matches, Ok(matches) if matches == right), "{text}");
        }
    }

    #[test]
    fn a_password_has_1_to_1024_bytes() {
        assert!(Password::new(String::new()).is_none());
        assert!(Password::new("ü".repeat(512)).is_some());
        assert!(Password::new("ü".repeat(513)).is_none());
    }

    #[test]
    fn whoever_is_one_too_many_is_told_so_at_once() {
        let passwords = Passwords::computing_at_most(1);
        let admitted: Vec<_> = (0..=WAITING_HASHES_MAX)
            .map(|_| passwords.admit())
            .collect();
        assert!(admitted.iter().all(Result::is_ok));
        assert!(matches!(passwords.admit(), Err(ExecuteError::Busy)));
        drop(admitted);
        assert!(passwords.admit().is_ok());
    }
}
