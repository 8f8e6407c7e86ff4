//! Mails.

use std::collections::{BTreeMap, BTreeSet};

use super::{Excused, Logged, logged::of_type};
use crate::smtp::Received;

/// However often an event was mailed, it was the same mail: same `Message-ID`, same addressee, same
/// code. Codes of different events have different mails.
///
/// # Panics
///
/// When it is not so.
pub fn mails_of_an_event_are_the_same(mails: &[Received]) {
    let mut by_id: BTreeMap<String, &Received> = BTreeMap::new();
    for mail in mails {
        let id = mail.message_id().expect("a mail has an id");
        let first = *by_id.entry(id.clone()).or_insert(mail);
        assert!(mail.code() == first.code(), "{id} with another code");
        assert_eq!(mail.recipients, first.recipients, "{id}");
    }
}

/// Each code that was issued was mailed and each activation confirmed, under the id of its event.
///
/// # Panics
///
/// When one was not.
pub fn each_code_was_mailed(log: &[Logged], mails: &[Received], excused: Excused) {
    let ids: BTreeSet<String> = mails.iter().filter_map(Received::message_id).collect();
    let not_sent: BTreeSet<_> = of_type(log, "CodeNotSent").map(Logged::code).collect();
    assert!(
        excused.codes_not_sent || not_sent.is_empty(),
        "not sent: {not_sent:?}"
    );
    let confirmed: BTreeSet<_> = of_type(log, "CodeConfirmed").map(Logged::code).collect();
    let lies: Vec<_> = not_sent.intersection(&confirmed).collect();
    assert!(lies.is_empty(), "not sent, and yet confirmed: {lies:?}");
    let codes = of_type(log, "CodeIssued").filter(|event| !not_sent.contains(&event.code()));
    for event in codes.chain(of_type(log, "EnrollmentActivated")) {
        let id = format!("{}@example.com", event.event_id);
        assert!(ids.contains(&id), "never mailed: {event:?}");
    }
}
