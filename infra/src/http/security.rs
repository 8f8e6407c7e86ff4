//! The security of an account as the API shows it.

use chrono::{DateTime, Utc};
use countersign_domain::{AccountId, EnrollmentId, Method, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Api,
    problem::Problem,
    schemas::{methods, two_factor_states},
};

/// The security of an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Security)]
pub(super) struct SecurityView {
    account_id: String,
    /// How far it is.
    #[schema(schema_with = two_factor_states)]
    two_factor: &'static str,
    /// The method that is on, or being set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = methods)]
    method: Option<Method>,
    /// Where codes go, made unusable to strangers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "d***@example.com")]
    masked_email: Option<String>,
    /// Since when it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    active_since: Option<DateTime<Utc>>,
    /// The enrollment that switched it on, or is about to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    enrollment_id: Option<EnrollmentId>,
    /// Until when the account is locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    locked_until: Option<DateTime<Utc>>,
    /// The account's last event, by its position in the log.
    position: i64,
}

impl SecurityView {
    /// Reads the security of an account. Reflects every command that was answered before.
    pub(super) async fn read(api: &Api, account_id: &AccountId) -> Result<Self, Problem> {
        let reading = api.reads.security(account_id).await?;
        let reading = reading.ok_or_else(|| Problem::from(&Refusal::NotFound))?;
        let account = api.store.account(account_id).await?;
        let Some(account) = account.filter(|account| !reading.erased && account.key.is_some())
        else {
            return Err(Problem::from(&Refusal::Erased));
        };
        let address = match reading.security.address() {
            Some(address) => account.open(address)?,
            None => None,
        };
        let two_factor = &reading.security.two_factor;
        Ok(Self {
            account_id: account_id.to_string(),
            two_factor: two_factor.as_str(),
            method: two_factor.method(),
            masked_email: address.map(|address| address.masked()),
            active_since: two_factor.active_since(),
            enrollment_id: two_factor.enrollment_id(),
            locked_until: reading.security.locked_until(reading.now),
            position: reading.position,
        })
    }
}
