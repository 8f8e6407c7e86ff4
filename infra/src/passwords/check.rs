//! The step from a keyed-in password to the command that says whether it matched.

use std::sync::Arc;

use countersign_domain::{Enrollment, EnrollmentCommand, Nonce};

use super::{Password, Passwords};
use crate::store::{ExecuteError, Loaded, Prepare, Prepared};

/// Checks a password against the hash that was loaded, and makes the command of the outcome.
pub struct CheckPassword {
    /// What the customer keyed in.
    pub password: Arc<Password>,
    /// For the first code.
    pub nonce: Nonce,
    /// Where hashes are computed.
    pub passwords: Arc<Passwords>,
}

impl CheckPassword {
    /// Whether the decider refuses even the right password: locked, suspended, in another state.
    /// The hash has no say then, and whoever is locked out costs no processor.
    fn is_refused_anyway(&self, loaded: &Loaded<Enrollment>) -> bool {
        loaded
            .state
            .decide(&self.command(true), &loaded.facts)
            .is_err()
    }

    fn command(&self, matched: bool) -> EnrollmentCommand {
        EnrollmentCommand::VerifyPassword {
            matched,
            nonce: self.nonce,
        }
    }
}

impl Prepare<Enrollment> for CheckPassword {
    async fn prepare(
        &self,
        loaded: &Loaded<Enrollment>,
    ) -> Result<Prepared<Enrollment>, ExecuteError> {
        let hash = loaded.facts.account.password_hash.as_ref();
        let matched = match hash {
            // Not compared, so never a match: should the decider, against all it said just now,
            // accept the command after all, then it lets nobody in.
            _ if self.is_refused_anyway(loaded) => false,
            Some(hash) => self.passwords.matches(&self.password, hash).await?,
            None => false,
        };
        Ok(Prepared {
            command: self.command(matched),
            password_hash: None,
        })
    }
}
