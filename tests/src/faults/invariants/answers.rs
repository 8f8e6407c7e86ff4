//! What clients were told, against the log.

use std::collections::{BTreeMap, BTreeSet};

use super::Logged;
use crate::faults::{Command, History, Outcome};

/// Something was done at all: where every command fails, everything else holds.
///
/// # Panics
///
/// When it was less.
pub fn enough_was_done(history: &History, at_least: usize) {
    let done = history.done();
    assert!(
        done >= at_least,
        "{done} commands were done, not {at_least}"
    );
    let commands = history.commands();
    let unknown = |command: &&Command| *command.outcome() == Outcome::Unknown;
    let unknown: Vec<_> = commands.iter().filter(unknown).collect();
    assert!(unknown.is_empty(), "never known: {unknown:#?}");
}

/// The log has an event for each command that was done or whose guess was counted, and none beyond
/// them: however often a command was asked for under its key, it was done once.
///
/// # Panics
///
/// When it is not so.
pub fn what_was_answered_is_in_the_log(history: &History, log: &[Logged]) {
    let commands = history.commands();
    let accounts: BTreeSet<&str> = commands
        .iter()
        .map(|command| command.account_id.as_str())
        .collect();
    let mut keys = BTreeSet::new();
    let mut answered: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for command in &commands {
        // Two who asked at once under one key had one command.
        if let Some(event_type) = event_of(command)
            && keys.insert(&command.key)
        {
            let stream = command.enrollment().unwrap_or(&command.account_id);
            *answered.entry((stream, event_type)).or_default() += 1;
        }
    }
    let mut logged: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for event in log {
        let of_history = { event.account_id.as_deref() }.is_some_and(|id| accounts.contains(id));
        if of_history && ASKED_FOR.contains(&event.event_type.as_str()) {
            *logged
                .entry((&event.aggregate_id, &event.event_type))
                .or_default() += 1;
        }
    }
    assert_eq!(
        answered, logged,
        "what was answered, and what is in the log"
    );
}

/// The events that commands of clients become, one each. What follows from them by itself, such as
/// the code of a verified password, is left out.
const ASKED_FOR: [&str; 7] = [
    "AccountRegistered",
    "SetupStarted",
    "PasswordVerified",
    "PasswordRejected",
    "CodeConfirmed",
    "CodeRejected",
    "EnrollmentActivated",
];

/// The event that there must be, going by what the client was told.
fn event_of(command: &Command) -> Option<&'static str> {
    match (command.outcome(), command.name) {
        (Outcome::Ok(_), "put-account") => Some("AccountRegistered"),
        (Outcome::Ok(_), "start-setup") => Some("SetupStarted"),
        (Outcome::Ok(_), "verify-password") => Some("PasswordVerified"),
        (Outcome::Ok(_), "confirm-code") => Some("CodeConfirmed"),
        (Outcome::Ok(_), "acknowledge") => Some("EnrollmentActivated"),
        (Outcome::Refused(problem), _) => match problem.as_str() {
            "wrong-password" => Some("PasswordRejected"),
            "wrong-code" => Some("CodeRejected"),
            _ => None,
        },
        _ => None,
    }
}
