//! The check itself, in memory that is used again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{Output, Salt},
};
use countersign_domain::PasswordHash;

use super::{Password, UnfitHash, hash};

/// Memory to hash in, as much as there were hashes at once. Given back to the allocator after each
/// hash, it stays with the process once for every thread that ever hashed.
#[derive(Default)]
pub(super) struct Memories(Mutex<Vec<Vec<Block>>>);

impl Memories {
    /// Whether the password is the one that was hashed.
    pub(super) fn verify(
        &self,
        password: &Password,
        hash: &PasswordHash,
    ) -> Result<bool, UnfitHash> {
        let hash = hash::read(&hash.0)?;
        let expected = hash.hash.ok_or(UnfitHash::Output)?;
        let mut salt = [0; Salt::MAX_LENGTH];
        let salt = hash.salt.ok_or(UnfitHash::Salt)?.decode_b64(&mut salt);
        let salt = salt.map_err(|_| UnfitHash::Salt)?;
        let params = Params::try_from(&hash).map_err(|_| UnfitHash::Parameters)?;

        let mut memory = self.spare().pop().unwrap_or_default();
        memory.resize(params.block_count(), Block::default());
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut output = [0; Output::MAX_LENGTH];
        let output = &mut output[..expected.len()];
        let password = password.0.as_bytes();
        let hashed = argon2.hash_password_into_with_memory(password, salt, output, &mut memory);
        self.spare().push(memory);
        hashed.map_err(|_| UnfitHash::Parameters)?;
        // Compared in constant time, which is what an `Output` is for.
        Ok(Output::new(output).is_ok_and(|output| output == expected))
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        // A list of memories stays whole whatever panicked while it was held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
