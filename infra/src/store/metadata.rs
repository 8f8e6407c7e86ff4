//! What stands beside an event: who, from where, in answer to which request.

use std::collections::BTreeMap;

use countersign_domain::MailProvider;
use serde::{Deserialize, Serialize};

use crate::keys::AccountKey;

/// What stands beside an event, as flat text: the form that postgres-es reads too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metadata(BTreeMap<String, String>);

/// The customer behind a command, as the portal saw them.
#[derive(Clone, Serialize)]
pub struct CustomerContext {
    /// Their address on the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// Their browser's `User-Agent` (RFC 9110 section 10.1.5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The language they read, a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl Metadata {
    /// Metadata of what `actor` does: `portal/shop`, `countersign/setup-timer`.
    #[must_use]
    pub fn by(actor: impl Into<String>) -> Self {
        Self::default().with("actor", actor)
    }

    /// The same with one more entry.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// The same, of what follows from an event: the request that led to the one led to the other.
    #[must_use]
    pub fn following(mut self, event: &Self) -> Self {
        for name in ["request_id", "trace_id"] {
            if let Some(value) = event.get(name) {
                self = self.with(name, value);
            }
        }
        self
    }

    /// One entry.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The same with the customer sealed, and beside it what analytics may know: language, class
    /// of device and who runs the mailbox.
    #[must_use]
    pub fn with_customer(
        self,
        customer: &CustomerContext,
        key: &AccountKey,
        provider: Option<MailProvider>,
    ) -> Self {
        let clear = serde_json::to_string(customer).unwrap_or_default();
        let mut metadata = self.with("customer", key.seal(&clear).0);
        if let Some(language) = &customer.language {
            metadata = metadata.with("locale", language);
        }
        if let Some(user_agent) = &customer.user_agent {
            metadata = metadata.with("device", device_class(user_agent));
        }
        match provider {
            Some(provider) => metadata.with("mail_provider", provider.as_str()),
            None => metadata,
        }
    }
}

/// Phone, desktop or other: as much as analytics need, and too little to single anybody out.
fn device_class(user_agent: &str) -> &'static str {
    const PHONE: [&str; 3] = ["Mobile", "Android", "iPhone"];
    const DESKTOP: [&str; 4] = ["Windows NT", "Macintosh", "X11", "CrOS"];
    let names_any_of = |words: &[&str]| words.iter().any(|word| user_agent.contains(word));
    if names_any_of(&PHONE) {
        "phone"
    } else if names_any_of(&DESKTOP) {
        "desktop"
    } else {
        "other"
    }
}
