//! Password hashes as the portal may put them in.

use argon2::{
    Params,
    password_hash::{self, PasswordHash as Phc},
};
use countersign_domain::PasswordHash;
use thiserror::Error;

/// The version of argon2 (RFC 9106 section 3.1).
const VERSION: u32 = 0x13;
const MEMORY_MAX_KIB: u32 = 65_536;
const PASSES_MAX: u32 = 10;
const LANES_MAX: u32 = 4;
/// Each parameter with its bound, in this order and once: of a name that stands twice, another
/// reader may take the other value.
const COSTS_MAX: [(&str, u32); 3] = [("m", MEMORY_MAX_KIB), ("t", PASSES_MAX), ("p", LANES_MAX)];
const SALT_MIN_BYTES: usize = 8;
const OUTPUT_MIN_BYTES: usize = 16;
const TEXT_MAX_BYTES: usize = 512;

/// Why a text is no hash that passwords are checked against here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UnfitHash {
    /// It is no PHC string.
    #[error("a password hash is a PHC string")]
    NotPhc,
    /// It was made by another function.
    #[error("a password hash is one of argon2id, version 19")]
    NotArgon2id,
    /// It leaves a parameter out, says one twice, or mixes in a key or data that are not known here.
    #[error("the parameters of a password hash are m, t and p, in this order")]
    Parameters,
    /// Checking it would take too much.
    #[error("at most m={MEMORY_MAX_KIB}, t={PASSES_MAX}, p={LANES_MAX}")]
    TooCostly,
    /// Its salt is missing or too short.
    #[error("a salt has at least {SALT_MIN_BYTES} bytes")]
    Salt,
    /// Its output is missing or too short.
    #[error("an output has at least {OUTPUT_MIN_BYTES} bytes")]
    Output,
}

/// Takes a PHC string of argon2id whose parameters are within bounds.
pub fn parse_hash(text: String) -> Result<PasswordHash, UnfitHash> {
    read(&text)?;
    Ok(PasswordHash(text))
}

pub(super) fn read(text: &str) -> Result<Phc<'_>, UnfitHash> {
    if text.len() > TEXT_MAX_BYTES {
        return Err(UnfitHash::NotPhc);
    }
    let hash = Phc::new(text).map_err(|_| UnfitHash::NotPhc)?;
    if hash.algorithm != argon2::ARGON2ID_IDENT || hash.version != Some(VERSION) {
        return Err(UnfitHash::NotArgon2id);
    }
    let names = hash.params.iter().map(|(name, _)| name.to_string());
    if !names.eq(COSTS_MAX.map(|(name, _)| name)) {
        return Err(UnfitHash::Parameters);
    }
    // Before argon2 sees them, which multiplies some by others.
    for (name, max) in COSTS_MAX {
        let cost = hash.params.get_decimal(name).ok_or(UnfitHash::NotPhc)?;
        if cost > max {
            return Err(UnfitHash::TooCostly);
        }
    }
    Params::try_from(&hash).map_err(|_| UnfitHash::NotPhc)?;
    if salt_bytes(&hash).is_none_or(|bytes| bytes < SALT_MIN_BYTES) {
        return Err(UnfitHash::Salt);
    }
    if hash
        .hash
        .is_none_or(|output| output.len() < OUTPUT_MIN_BYTES)
    {
        return Err(UnfitHash::Output);
    }
    Ok(hash)
}

fn salt_bytes(hash: &Phc<'_>) -> Option<usize> {
    let mut decoded = [0; password_hash::Salt::MAX_LENGTH];
    hash.salt?.decode_b64(&mut decoded).map(<[u8]>::len).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: &str = "c29tZXNhbHRzb21lc2FsdA";
    const OUTPUT: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    fn unfit(text: &str) -> Option<UnfitHash> {
        parse_hash(text.to_owned()).err()
    }

    #[test]
    fn takes_argon2id_up_to_the_bounds() {
        for params in ["m=19456,t=2,p=1", "m=65536,t=10,p=4", "m=8,t=1,p=1"] {
            assert_eq!(
                unfit(&format!("$argon2id$v=19${params}${SALT}${OUTPUT}")),
                None
            );
        }
    }

    #[test]
    fn refuses_what_is_beyond_them() {
        for params in [
            "m=65537,t=2,p=1",
            "m=19456,t=11,p=1",
            "m=19456,t=2,p=5",
            "m=19456,t=2,p=4294967295",
        ] {
            let text = format!("$argon2id$v=19${params}${SALT}${OUTPUT}");
            assert_eq!(unfit(&text), Some(UnfitHash::TooCostly), "{params}");
        }
    }

    #[test]
    fn refuses_other_functions_and_versions() {
        for start in [
            "$argon2i$v=19",
            "$argon2d$v=19",
            "$argon2id$v=16",
            "$argon2id",
        ] {
            let text = format!("{start}$m=19456,t=2,p=1${SALT}${OUTPUT}");
            assert_eq!(unfit(&text), Some(UnfitHash::NotArgon2id), "{start}");
        }
    }

    #[test]
    fn refuses_parameters_that_are_not_m_t_and_p_once_each() {
        for params in [
            "t=2,p=1",
            "p=19456,t=2,p=1",
            "m=8,m=19456,t=2,p=1",
            "t=2,m=19456,p=1",
            "m=19456,t=2,p=1,keyid=c29tZQ",
            "m=19456,t=2,p=1,data=c29tZQ",
        ] {
            let text = format!("$argon2id$v=19${params}${SALT}${OUTPUT}");
            assert_eq!(unfit(&text), Some(UnfitHash::Parameters), "{params}");
        }
        let text = format!("$argon2id$v=19${SALT}${OUTPUT}");
        assert_eq!(unfit(&text), Some(UnfitHash::Parameters));
    }

    #[test]
    fn refuses_what_is_short_or_missing() {
        let start = "$argon2id$v=19$m=19456,t=2,p=1";
        assert_eq!(
            unfit(&format!("{start}$c29tZQ${OUTPUT}")),
            Some(UnfitHash::Salt)
        );
        assert_eq!(unfit(start), Some(UnfitHash::Salt));
        assert_eq!(
            unfit(&format!("{start}${SALT}$AAECAwQFBgcICQoL")),
            Some(UnfitHash::Output)
        );
        assert_eq!(unfit(&format!("{start}${SALT}")), Some(UnfitHash::Output));
    }

    #[test]
    fn refuses_what_is_no_phc_string() {
        for text in [
            "",
            "correct horse",
            "$2b$12$abcdefghijklmnopqrstuv",
            "$argon2id$v=19$m=8",
        ] {
            assert!(unfit(text).is_some(), "{text}");
        }
        assert_eq!(
            unfit(&"$".repeat(TEXT_MAX_BYTES + 1)),
            Some(UnfitHash::NotPhc)
        );
    }
}
