//! What a key may be used for.

use std::{fmt, str::FromStr};

use serde::Serialize;
use thiserror::Error;

/// What a key may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A portal's backend, which submits commands.
    Portal,
    /// Support, which helps locked-out customers.
    Support,
    /// An auditor, who replays histories.
    Auditor,
    /// An analyst, who reads the funnel and the log.
    Analyst,
    /// An operator, who runs the service.
    Operator,
}

/// A text that is no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a role is one of portal, support, auditor, analyst, operator")]
pub struct UnknownRole;

impl Role {
    /// Every role.
    pub const ALL: &[Self] = &[
        Self::Portal,
        Self::Support,
        Self::Auditor,
        Self::Analyst,
        Self::Operator,
    ];

    /// The role's name, as in a key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Support => "support",
            Self::Auditor => "auditor",
            Self::Analyst => "analyst",
            Self::Operator => "operator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        let named = Self::ALL.iter().find(|role| role.as_str() == name);
        named.copied().ok_or(UnknownRole)
    }
}
