//! The order of the log.

use std::collections::BTreeMap;

use super::Logged;

/// Positions are 1, 2, 3, …, and so are the versions of each stream and of each account; time does
/// not run backwards.
///
/// # Panics
///
/// When it is not so.
pub fn positions_and_versions_are_dense(log: &[Logged]) {
    let mut streams: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    let mut accounts: BTreeMap<&str, i64> = BTreeMap::new();
    for (position, event) in (1..).zip(log) {
        assert_eq!(event.position, position);
        let stream = (event.aggregate_type.as_str(), event.aggregate_id.as_str());
        let version = streams.entry(stream).or_default();
        *version += 1;
        assert_eq!(event.sequence, *version, "a version of {stream:?}");
        let Some(account_id) = event.account_id.as_deref() else {
            continue;
        };
        let version = accounts.entry(account_id).or_default();
        *version += 1;
        assert_eq!(event.account_version, Some(*version), "of {account_id}");
    }
    let in_time = log.is_sorted_by_key(|event| event.recorded_at);
    assert!(in_time, "time ran backwards");
}
