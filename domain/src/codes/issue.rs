//! When a code may be issued, and what is said of it.

use super::{Delivery, IssuedCode};
use crate::{Algorithm, Facts, Nonce, Refusal, Sealed};

/// Refuses while the account has had its codes for now.
pub(crate) fn require_issue(facts: &Facts) -> Result<(), Refusal> {
    let retry_at = facts.limits.next_issue_at(&facts.policy, facts.now);
    if retry_at > facts.now {
        return Err(Refusal::TooSoon { retry_at });
    }
    Ok(())
}

/// A code that is issued now, to this mailbox.
pub(crate) fn issue(number: u32, nonce: Nonce, recipient: Sealed, facts: &Facts) -> IssuedCode {
    IssuedCode {
        number,
        nonce,
        key_id: facts.code_keys.current.clone(),
        algorithm: Algorithm {
            digits: facts.policy.code_digits,
        },
        recipient,
        issued_at: facts.now,
        expires_at: facts.now + facts.policy.code_lifetime,
        resend_at: facts.limits.next_issue_after(&facts.policy, facts.now),
        attempts_left: facts.policy.guesses_per_code,
        delivery: Delivery::Queued,
    }
}
