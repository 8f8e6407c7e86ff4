//! The form that takes the account's password.

use countersign_domain::Refusal;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Visitor, clock::Clock, problem::Problem, saying::Saying, trouble::Trouble};
use crate::passwords::Password;

/// The form.
pub(super) struct PasswordForm<'a> {
    pub(super) csrf: &'a str,
    pub(super) action: String,
    pub(super) account: &'a str,
    pub(super) problem: Problem,
}

/// What was keyed in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyedIn {
    password: Zeroizing<String>,
    /// For password managers, which like to know whose it is; it decides nothing.
    #[serde(rename = "username", default)]
    _username: String,
}

impl<'a> PasswordForm<'a> {
    /// The form for a visitor, which says first what came of the last one.
    pub(super) fn new(
        visitor: &'a Visitor,
        clock: &Clock<'_>,
        action: String,
        saying: Option<Saying>,
    ) -> Result<Self, Trouble> {
        let problem = match saying {
            None => Problem::default(),
            Some(Saying::News(key) | Saying::Unfit(key)) => {
                Problem::in_fields(&["password"], visitor.language.say(&key))
            }
            Some(Saying::Refused(refusal)) => problem(&refusal, visitor, clock)?,
        };
        Ok(Self {
            csrf: &visitor.csrf,
            action,
            account: visitor.account_id.as_str(),
            problem,
        })
    }
}

impl KeyedIn {
    /// The password, or why it can be none.
    pub(super) fn password(self) -> Result<Password, Saying> {
        let unfit = if self.password.is_empty() {
            "password-missing"
        } else {
            "password-too-long"
        };
        Password::new(self.password.to_string()).ok_or(Saying::Unfit(unfit.into()))
    }
}

fn problem(refusal: &Refusal, visitor: &Visitor, clock: &Clock<'_>) -> Result<Problem, Trouble> {
    let language = visitor.language;
    let at = |key, name, moment| {
        let arguments = [(name, clock.shows(moment).into())];
        Problem::of(language.say_with(key, &arguments))
    };
    Ok(match *refusal {
        Refusal::WrongPassword {
            locked_until: Some(until),
            ..
        }
        | Refusal::Locked {
            locked_until: until,
        } => at("password-locked", "until", until),
        Refusal::WrongPassword { attempts_left, .. } => {
            let left = [("left", attempts_left.into())];
            Problem::in_fields(&["password"], language.say_with("password-wrong", &left))
        }
        // The right password, and no code may be issued yet.
        Refusal::TooSoon { retry_at } => at("code-too-soon", "at", retry_at),
        Refusal::Suspended => Problem::of(language.say("setup-suspended")),
        Refusal::Erased => return Err(Trouble::Gone),
        _ => return Err(Trouble::NotFound),
    })
}
