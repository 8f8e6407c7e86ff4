//! What a challenge is for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a code is asked for. A code or an assertion of one purpose never works for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChallengePurpose {
    /// Signing in, after the password.
    SignIn,
    /// Something protected, in a session that is signed in.
    StepUp,
    /// Switching two-factor off.
    Disable,
}

/// What the portal protects by a challenge, in the portal's own word: `billing` for one. Opaque,
/// readable for ever, so no personal data belongs in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Action(String);

/// A text that names no action.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("an action is 1 to 64 of A-Z a-z 0-9 . _ ~ : / -")]
pub struct InvalidAction;

impl ChallengePurpose {
    /// Every purpose there is.
    pub const ALL: &[Self] = &[Self::SignIn, Self::StepUp, Self::Disable];

    /// The purpose's name in API, events and assertions.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::StepUp => "step-up",
            Self::Disable => "disable",
        }
    }
}

impl Action {
    /// The longest action, in characters (all of them ASCII).
    pub const LENGTH_MAX: usize = 64;

    /// The action as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Action {
    type Err = InvalidAction;

    fn from_str(text: &str) -> Result<Self, InvalidAction> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:/-".contains(&byte);
        if (1..=Self::LENGTH_MAX).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidAction)
        }
    }
}

impl TryFrom<String> for Action {
    type Error = InvalidAction;

    fn try_from(text: String) -> Result<Self, InvalidAction> {
        text.parse()
    }
}

impl From<Action> for String {
    fn from(action: Action) -> Self {
        action.0
    }
}

impl fmt::Display for ChallengePurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
