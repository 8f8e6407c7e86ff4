//! Codes and guesses.

use std::collections::BTreeMap;

use countersign_domain::Policy;

use super::{Logged, logged::of_type};

/// No code opened twice.
///
/// # Panics
///
/// When one did.
pub fn a_code_is_confirmed_once(log: &[Logged]) {
    for (code, times) in count(log, "CodeConfirmed") {
        assert_eq!(times, 1, "{code:?}");
    }
}

/// No code took more guesses, and no account more wrong ones in a row, than by default.
///
/// # Panics
///
/// When one did.
pub fn guesses_are_within_limits(log: &[Logged]) {
    let policy = Policy::default();
    for (code, guesses) in count(log, "CodeRejected") {
        assert!(guesses <= policy.guesses_per_code, "{guesses} on {code:?}");
    }
    let mut in_a_row: BTreeMap<&str, u32> = BTreeMap::new();
    for event in log {
        let wrong = in_a_row.entry(event.account_id.as_deref().unwrap_or_default());
        match event.event_type.as_str() {
            "CodeRejected" => *wrong.or_default() += 1,
            "CodeConfirmed" => *wrong.or_default() = 0,
            _ => {}
        }
    }
    for (account_id, wrong) in in_a_row {
        let most = policy.wrong_codes_until_lock;
        assert!(wrong <= most, "{wrong} wrong codes of {account_id}");
    }
}

fn count<'a>(log: &'a [Logged], event_type: &str) -> BTreeMap<(&'a str, Option<i64>), u32> {
    let mut counts = BTreeMap::new();
    for event in of_type(log, event_type) {
        *counts.entry(event.code()).or_default() += 1;
    }
    counts
}
