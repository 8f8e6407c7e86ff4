//! Events and states in plain words, without anybody's address or name.

use chrono::{DateTime, SecondsFormat, Utc};
use countersign_domain::{
    AccountEvent, ChallengeEvent, EnrollmentEvent, Event, LockReason, NotSentReason, Rejection,
};
use countersign_projections::{AccountSecurity, TwoFactor};

use crate::store::Metadata;

/// What happened.
pub(super) fn event(event: &Event) -> String {
    match event {
        Event::Account(event) => account_event(event),
        Event::Enrollment(event) => enrollment_event(event),
        Event::Challenge(event) => challenge_event(event),
    }
}

/// What is so since then.
pub(super) fn state(security: &AccountSecurity, at: DateTime<Utc>) -> String {
    let two_factor = match &security.two_factor {
        TwoFactor::Off => "two-factor off",
        TwoFactor::SettingUp { .. } => "two-factor setting up",
        TwoFactor::On { .. } => "two-factor on",
    };
    match security.locked_until(at) {
        Some(until) => format!("{two_factor}, locked until {}", time(until)),
        None => two_factor.to_owned(),
    }
}

/// Where it came from, as far as that stands readable beside an event.
pub(super) fn from_where(metadata: &Metadata) -> Option<String> {
    const ENTRIES: [(&str, &str); 4] = [
        ("device", "device"),
        ("locale", "language"),
        ("mail_provider", "mailbox at"),
        ("request_id", "request"),
    ];
    let known = ENTRIES.iter().filter_map(|(name, word)| {
        let value = metadata.get(name)?;
        Some(format!("{word} {value}"))
    });
    let known: Vec<String> = known.collect();
    (!known.is_empty()).then(|| known.join(", "))
}

/// A moment to the microsecond, as `--at` takes it.
pub(super) fn exact(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn account_event(event: &AccountEvent) -> String {
    use AccountEvent as E;
    match event {
        E::AccountRegistered { .. } => "the account was registered".to_owned(),
        E::AddressChanged { .. } => "the contact address changed".to_owned(),
        E::ProfileChanged { .. } => "name, language or time zone changed".to_owned(),
        E::PasswordChanged {} => "the password changed".to_owned(),
        E::AccountSuspended {} => "the account was suspended".to_owned(),
        E::AccountReinstated {} => "the account was reinstated".to_owned(),
        E::AccountLocked {
            reason,
            locked_until,
        } => {
            let what = match reason {
                LockReason::WrongCodes => "wrong codes",
                LockReason::WrongPasswords => "wrong passwords",
            };
            format!(
                "the account was locked for {what} until {}",
                time(*locked_until)
            )
        }
        E::AccountUnlocked {} => "the account's locks were lifted".to_owned(),
        E::AccountErased {} => "the person was forgotten".to_owned(),
    }
}

fn enrollment_event(event: &EnrollmentEvent) -> String {
    use EnrollmentEvent as E;
    match event {
        E::SetupStarted { method, .. } => {
            format!("a setup of two-factor authentication by {method} was started")
        }
        E::PasswordVerified { .. } => "the password was right".to_owned(),
        E::PasswordRejected { attempts_left } => {
            format!("the password was wrong, {attempts_left} tries left")
        }
        E::CodeIssued { code, .. } => issued(code.number, code.expires_at),
        E::CodeSent { number } => sent(*number),
        E::CodeNotSent { number, reason } => not_sent(*number, *reason),
        E::CodeRejected {
            number,
            rejection,
            attempts_left,
        } => rejected(*number, *rejection, *attempts_left),
        E::CodeConfirmed { number, .. } => {
            format!("code {number} was right: it proved the mailbox")
        }
        E::EnrollmentActivated { .. } => "the customer clicked Okay: two-factor is on".to_owned(),
        E::SetupCancelled {} => "the setup was given up".to_owned(),
        E::SetupExpired {} => "the setup ran out".to_owned(),
        E::SetupLocked {} => "the setup was ended for wrong codes".to_owned(),
        E::EnrollmentDisabled { .. } => {
            "password and code were right: two-factor is off".to_owned()
        }
    }
}

fn challenge_event(event: &ChallengeEvent) -> String {
    use ChallengeEvent as E;
    match event {
        E::ChallengeOpened {
            purpose, action, ..
        } => match action {
            Some(action) => format!("a code was asked for: {purpose}, {}", action.as_str()),
            None => format!("a code was asked for: {purpose}"),
        },
        E::CodeIssued { code, .. } => issued(code.number, code.expires_at),
        E::CodeSent { number } => sent(*number),
        E::CodeNotSent { number, reason } => not_sent(*number, *reason),
        E::CodeRejected {
            number,
            rejection,
            attempts_left,
            ..
        } => rejected(*number, *rejection, *attempts_left),
        E::CodeConfirmed {
            number, purpose, ..
        } => format!("code {number} was right: {purpose}"),
        E::ChallengeCancelled {} => "entering a code was given up".to_owned(),
        E::ChallengeExpired {} => "no right code came in time".to_owned(),
        E::ChallengeLocked {} => "asking was ended for wrong codes".to_owned(),
    }
}

fn issued(number: u32, expires_at: DateTime<Utc>) -> String {
    format!("code {number} was issued, good until {}", time(expires_at))
}

fn sent(number: u32) -> String {
    format!("the mail with code {number} was sent")
}

fn not_sent(number: u32, reason: NotSentReason) -> String {
    let reason = reason.as_str().replace('_', " ");
    format!("the mail with code {number} was given up: {reason}")
}

fn rejected(number: u32, rejection: Rejection, attempts_left: u32) -> String {
    let what = match rejection {
        Rejection::Wrong => "a wrong code",
        Rejection::Superseded => "an earlier code",
    };
    format!("{what} was entered for code {number}, {attempts_left} guesses left")
}

fn time(time: DateTime<Utc>) -> String {
    time.format("%F %TZ").to_string()
}
