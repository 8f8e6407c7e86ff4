//! A code as the API shows it: everything about it but the code.

use chrono::{DateTime, Utc};
use countersign_domain::{Delivery, IssuedCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::schemas::deliveries;

/// A code, but for the code.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IssuedCode)]
pub(super) struct CodeView {
    /// 1 for the first code of an enrollment or a challenge.
    number: u32,
    /// When it stops working.
    expires_at: DateTime<Utc>,
    /// When the next one may be asked for.
    resend_at: DateTime<Utc>,
    /// Guesses it still takes.
    attempts_left: u32,
    /// What became of its mail.
    #[schema(schema_with = deliveries)]
    delivery: Delivery,
}

impl From<&IssuedCode> for CodeView {
    fn from(code: &IssuedCode) -> Self {
        Self {
            number: code.number,
            expires_at: code.expires_at,
            resend_at: code.resend_at,
            attempts_left: code.attempts_left,
            delivery: code.delivery,
        }
    }
}
