//! The step from a keyed-in password to the command that says whether it matched.

use std::sync::Arc;

use countersign_domain::{ChallengeId, Enrollment, EnrollmentCommand, Nonce};

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

/// The same to switch two-factor off, which rests on a right code as well.
pub struct CheckPasswordToDisable {
    /// What the customer keyed in.
    pub password: Arc<Password>,
    /// The challenge that the code was right in.
    pub challenge_id: ChallengeId,
    /// Where hashes are computed.
    pub passwords: Arc<Passwords>,
}

impl Prepare<Enrollment> for CheckPassword {
    async fn prepare(
        &self,
        loaded: &Loaded<Enrollment>,
    ) -> Result<Prepared<Enrollment>, ExecuteError> {
        let command = |matched| EnrollmentCommand::VerifyPassword {
            matched,
            nonce: self.nonce,
        };
        check(loaded, &self.password, &self.passwords, command).await
    }
}

impl Prepare<Enrollment> for CheckPasswordToDisable {
    async fn prepare(
        &self,
        loaded: &Loaded<Enrollment>,
    ) -> Result<Prepared<Enrollment>, ExecuteError> {
        let command = |matched| EnrollmentCommand::Disable {
            matched,
            challenge_id: self.challenge_id,
        };
        check(loaded, &self.password, &self.passwords, command).await
    }
}

/// The command of what came of the check.
async fn check(
    loaded: &Loaded<Enrollment>,
    password: &Arc<Password>,
    passwords: &Passwords,
    command: impl Fn(bool) -> EnrollmentCommand,
) -> Result<Prepared<Enrollment>, ExecuteError> {
    // Locked, suspended, in another state, without a right code: where the decider refuses even the
    // right password, the hash has no say, and whoever is locked out costs no processor.
    let is_refused_anyway = loaded.state.decide(&command(true), &loaded.facts).is_err();
    let matched = match &loaded.facts.account.password_hash {
        // Not compared, so never a match: should the decider, against all it said just now,
        // accept the command after all, then it lets nobody in.
        _ if is_refused_anyway => false,
        Some(hash) => passwords.matches(password, hash).await?,
        None => false,
    };
    Ok(Prepared {
        command: command(matched),
        password_hash: None,
    })
}
