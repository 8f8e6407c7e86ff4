//! The methods of two-factor authentication that an enrollment can switch on.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A method on offer. `email` is the first; a second is a variant here and its own way to prove
/// the factor in the enrollment's decider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A code mailed to the customer's mailbox.
    Email,
}

impl Method {
    /// Every method on offer, in the order in which a page lists them.
    pub const ALL: &[Self] = &[Self::Email];

    /// The method's name in API and events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
