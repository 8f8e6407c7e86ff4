//! What the events of an account make of its security.

use std::collections::BTreeMap;

use countersign_domain::{
    AccountEvent, ChallengePurpose, EnrollmentEvent, EnrollmentId, LockReason, LoggedEvent,
    MailProvider,
};
use uuid::Uuid;

use super::{AccountSecurity, TwoFactor, rows};
use crate::history::{
    SETUP, account, activated, code_confirmed, code_sent, disabled, history, minute, opened,
    passed, password_verified, registered, sealed, setup, started,
};

fn fold(events: &[LoggedEvent]) -> AccountSecurity {
    events
        .iter()
        .fold(AccountSecurity::default(), AccountSecurity::evolve)
}

fn a_whole_story() -> Vec<LoggedEvent> {
    history([
        registered(),
        started(SETUP),
        password_verified(),
        code_sent(1),
        code_confirmed(),
        activated(),
        account(AccountEvent::AddressChanged {
            address: sealed("another contact"),
            mail_provider: MailProvider::Other,
        }),
        account(AccountEvent::PasswordChanged {}),
    ])
}

#[test]
fn two_factor_is_on_only_after_okay() {
    let story = a_whole_story();
    let names: Vec<&str> = (0..=story.len())
        .map(|count| fold(&story[..count]).two_factor.as_str())
        .collect();
    let expected = [
        "off",
        "off",
        "setting_up",
        "setting_up",
        "setting_up",
        "setting_up",
        "on",
        "on",
        "on",
    ];
    assert_eq!(names, expected);
    let two_factor = fold(&story).two_factor;
    assert_eq!(two_factor.active_since(), Some(minute(6)));
    assert_eq!(two_factor.enrollment_id(), Some(SETUP));
}

#[test]
fn codes_go_to_the_proven_mailbox_while_it_is_on_and_to_the_contact_before() {
    let story = a_whole_story();
    assert_eq!(fold(&story[..5]).address(), Some(&sealed("contact")));
    assert_eq!(fold(&story).address(), Some(&sealed("proven")));
}

#[test]
fn switched_off_it_is_off_and_codes_go_to_the_contact_again() {
    let mut story = a_whole_story();
    story.extend(history([disabled(SETUP)]));
    let security = fold(&story);
    assert_eq!(security.two_factor, TwoFactor::Off);
    assert_eq!(security.address(), Some(&sealed("another contact")));
}

#[test]
fn a_challenge_alone_switches_nothing_off() {
    let mut story = a_whole_story();
    let before = fold(&story);
    story.extend(history([
        opened(ChallengePurpose::Disable),
        passed(ChallengePurpose::Disable),
    ]));
    assert_eq!(fold(&story), before);
}

#[test]
fn a_late_switching_off_of_another_enrollment_changes_nothing() {
    let another = EnrollmentId(Uuid::from_u128(2));
    let mut story = a_whole_story();
    story.extend(history([disabled(another)]));
    assert_eq!(fold(&story).two_factor.as_str(), "on");
}

#[test]
fn okay_without_a_proven_mailbox_switches_nothing_on() {
    let events = history([registered(), started(SETUP), activated()]);
    assert_eq!(fold(&events).two_factor.as_str(), "setting_up");
}

#[test]
fn every_ending_of_the_setup_leaves_it_off() {
    for ending in [
        EnrollmentEvent::SetupCancelled {},
        EnrollmentEvent::SetupExpired {},
        EnrollmentEvent::SetupLocked {},
    ] {
        let events = history([registered(), started(SETUP), setup(SETUP, ending)]);
        assert_eq!(fold(&events).two_factor, TwoFactor::Off);
    }
}

#[test]
fn the_late_expiry_of_a_replaced_setup_changes_nothing() {
    let replaced = EnrollmentId(Uuid::from_u128(2));
    let events = history([
        registered(),
        started(replaced),
        started(SETUP),
        setup(replaced, EnrollmentEvent::SetupExpired {}),
    ]);
    assert_eq!(fold(&events).two_factor.enrollment_id(), Some(SETUP));
}

#[test]
fn the_longer_lock_counts_until_it_is_over_or_lifted() {
    let locked = |reason, minutes| {
        account(AccountEvent::AccountLocked {
            reason,
            locked_until: minute(minutes),
        })
    };
    let events = history([
        registered(),
        locked(LockReason::WrongCodes, 90),
        locked(LockReason::WrongPasswords, 15),
        account(AccountEvent::AccountUnlocked {}),
    ]);
    let both = fold(&events[..3]);
    assert_eq!(both.locked_until(minute(3)), Some(minute(90)));
    assert_eq!(both.locked_until(minute(89)), Some(minute(90)));
    assert_eq!(both.locked_until(minute(90)), None);
    assert_eq!(fold(&events).locked_until(minute(4)), None);
}

#[test]
fn nothing_is_left_of_an_erased_account() {
    let mut events = a_whole_story();
    events.extend(history([account(AccountEvent::AccountErased {})]));
    assert_eq!(fold(&events), AccountSecurity::default());
}

#[test]
fn what_is_stored_reads_back_as_it_was() {
    let story = a_whole_story();
    for count in 0..=story.len() {
        let security = fold(&story[..count]);
        let stored = serde_json::to_string(&security).expect("JSON");
        let read: AccountSecurity = serde_json::from_str(&stored).expect("the same JSON");
        assert_eq!(read, security);
    }
}

#[test]
fn it_does_not_matter_how_the_log_is_cut_into_batches() {
    let story = a_whole_story();
    for cut in 0..story.len() {
        let (first, second) = story.split_at(cut);
        let rows = rows::fold(known_after(first), second);
        let row = &rows["demo"];
        assert_eq!(row.security, fold(&story));
        assert_eq!((row.account_version, row.position), (8, 8));
    }
}

#[test]
fn a_row_ends_before_an_event_that_was_left_out() {
    let story = a_whole_story();
    for left_out in 0..story.len() - 1 {
        let rows = rows::fold(known_after(&story[..left_out]), &story[left_out + 1..]);
        let row = &rows["demo"];
        assert_eq!(row.security, fold(&story[..left_out]));
        assert_eq!(usize::try_from(row.account_version), Ok(left_out));
    }
}

fn known_after(events: &[LoggedEvent]) -> BTreeMap<String, rows::Row> {
    rows::fold(BTreeMap::new(), events)
        .into_iter()
        .map(|(account_id, row)| (account_id.to_owned(), row))
        .collect()
}
