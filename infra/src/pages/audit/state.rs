//! What was so with an event, in plain words.

use chrono::{DateTime, Utc};
use countersign_domain::LockReason;
use countersign_handlers::Language;
use countersign_projections::{AccountSecurity, TwoFactor};

use super::moment;

/// One thing that was so: what it is called, and how it was.
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) value: String,
}

/// The security of an account at a moment. Addresses are sealed, and stay so.
pub(super) fn facts(
    security: &AccountSecurity,
    at: DateTime<Utc>,
    language: Language,
) -> Vec<Fact> {
    let fact = |name: &str, value: String| Fact {
        name: language.say(name),
        value,
    };
    let two_factor = match &security.two_factor {
        TwoFactor::Off => language.say("audit-state-off"),
        TwoFactor::SettingUp { proven: None, .. } => language.say("audit-state-setting-up"),
        TwoFactor::SettingUp { .. } => language.say("audit-state-awaits-okay"),
        TwoFactor::On { active_since, .. } => {
            let since = [("since", moment::shown(*active_since).into())];
            language.say_with("audit-state-on", &since)
        }
    };
    let codes_go_to = match (&security.two_factor, security.address()) {
        (TwoFactor::On { .. }, _) => "audit-codes-to-proven",
        (_, Some(_)) => "audit-codes-to-contact",
        (_, None) => "audit-codes-to-nobody",
    };
    let lock = |reason| match security.locked_for(reason, at) {
        Some(until) => {
            let until = [("until", moment::shown(until).into())];
            language.say_with("audit-locked-until", &until)
        }
        None => language.say("audit-not-locked"),
    };
    vec![
        fact("security-two-factor", two_factor),
        fact("audit-codes-go-to", language.say(codes_go_to)),
        fact("audit-lock-codes", lock(LockReason::WrongCodes)),
        fact("audit-lock-passwords", lock(LockReason::WrongPasswords)),
    ]
}
