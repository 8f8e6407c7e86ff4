//! The mails without a code: to whom they go, and when none goes.

use countersign_domain::{AccountEvent, EnrollmentEvent, Event, LockReason};

use super::{
    assert_nothing,
    events::{activated, active, address_changed, erased, locked, minute, setup},
    given,
};
use crate::{MailKind, Reaction, Unanswerable};

#[test]
fn an_activation_is_confirmed_to_the_proven_address() {
    let mut given = given(active());
    given.happens(address_changed("other"));
    let Ok(Reaction::Mail(mail)) = given.when_told_of("activation-mail", activated()) else {
        panic!("no mail");
    };
    assert_eq!(mail.kind, MailKind::Activation);
    assert_eq!(mail.to.expose(), "aisha@example.com");
    assert!(mail.give_up_at.is_none() && mail.record.is_none());
    assert!(
        mail.content
            .text
            .contains("since Wednesday 4 March 2026, 14:01 (Asia/Kuala_Lumpur, UTC+08:00).")
    );
}

#[test]
fn no_activation_is_confirmed_to_a_forgotten_person() {
    let mut given = given(active());
    given.happens(erased());
    let reaction = given.when_told_of("activation-mail", activated());
    assert_nothing(reaction, "the person was forgotten");
}

#[test]
fn no_activation_is_confirmed_where_two_factor_is_off() {
    let reaction = given(setup()).when_told_of("activation-mail", activated());
    assert_nothing(reaction, "two-factor is off again");
}

#[test]
fn an_activation_without_its_proven_address_is_a_failure() {
    let mut given = given(active());
    given.account.proven = None;
    let reaction = given.when("activation-mail");
    assert!(matches!(reaction, Err(Unanswerable::NoProvenAddress)));
}

#[test]
fn a_lock_is_told_to_the_contact_address_while_two_factor_is_off() {
    for (reason, says) in [
        (LockReason::WrongCodes, "wrong email verification codes"),
        (LockReason::WrongPasswords, "wrong passwords"),
    ] {
        let mail = given([locked(reason, minute(20))]).mail("lock-notice");
        assert_eq!(mail.kind, MailKind::Lock);
        assert_eq!(mail.to.expose(), "aisha@example.com");
        assert_eq!(mail.give_up_at, Some(minute(20)));
        assert!(mail.content.text.contains(says) && mail.content.html.contains(says));
        assert!(
            mail.content
                .text
                .contains("14:20 (Asia/Kuala_Lumpur, UTC+08:00).")
        );
        assert!(mail.content.text.contains("Nobody got in"));
    }
}

#[test]
fn a_lock_is_told_to_the_proven_address_while_two_factor_is_on() {
    let mut given = given(active());
    given.happens(address_changed("other"));
    given.happens(locked(LockReason::WrongCodes, minute(20)));
    assert_eq!(given.mail("lock-notice").to.expose(), "aisha@example.com");
    given.account.proven = None;
    let reaction = given.when("lock-notice");
    assert!(matches!(reaction, Err(Unanswerable::NoProvenAddress)));
}

#[test]
fn a_lock_that_is_over_lifted_or_followed_by_another_is_not_told() {
    let lock = || locked(LockReason::WrongCodes, minute(20));
    let over = given([lock()]).at(minute(20));
    assert_nothing(over.when("lock-notice"), "the lock is over");

    let unlocked = Event::Account(AccountEvent::AccountUnlocked {});
    let mut lifted = given([lock(), unlocked]);
    let reaction = lifted.when_told_of("lock-notice", lock());
    assert_nothing(reaction, "the lock is over");

    lifted.happens(locked(LockReason::WrongCodes, minute(40)));
    let reaction = lifted.when_told_of("lock-notice", lock());
    assert_nothing(reaction, "the lock is over");
}

#[test]
fn a_lock_is_not_told_to_a_forgotten_person() {
    let lock = locked(LockReason::WrongCodes, minute(20));
    let reaction = given([lock.clone(), erased()]).when_told_of("lock-notice", lock);
    assert_nothing(reaction, "the person was forgotten");
}

#[test]
fn a_changed_address_is_told_to_the_proven_one_and_shown_masked() {
    let mut given = given(active());
    given.happens(address_changed("newcomer"));
    let mail = given.mail("address-notice");
    assert_eq!(mail.kind, MailKind::AddressChange);
    assert_eq!(mail.to.expose(), "aisha@example.com");
    for part in [&mail.content.text, &mail.content.html] {
        assert!(part.contains("n***@example.com"));
        assert!(!part.contains("newcomer"));
    }
}

#[test]
fn a_changed_address_is_not_told_while_two_factor_is_off() {
    for events in [vec![], setup()] {
        let mut given = given(events);
        given.happens(address_changed("other"));
        assert_nothing(given.when("address-notice"), "two-factor is off");
    }
}

#[test]
fn a_changed_address_is_told_late_only_where_it_still_says_something() {
    let mut given = given(active());
    given.happens(address_changed("other"));
    given.happens(address_changed("third"));
    let reaction = given.when_told_of("address-notice", address_changed("other"));
    assert_nothing(reaction, "the address changed again");
    given.happens(erased());
    let reaction = given.when_told_of("address-notice", address_changed("third"));
    assert_nothing(reaction, "the person was forgotten");
}

#[test]
fn an_address_that_two_factor_was_switched_on_with_since_is_not_told() {
    let given = given(active());
    let reaction = given.when_told_of("address-notice", address_changed("aisha"));
    assert_nothing(reaction, "the new address is the proven one");
}

#[test]
fn only_what_warns_is_a_notice() {
    let kinds = [
        (MailKind::Code, "code", false),
        (MailKind::Activation, "activation", false),
        (MailKind::Unfinished, "unfinished", false),
        (MailKind::Lock, "lock", true),
        (MailKind::AddressChange, "address_change", true),
        (MailKind::Disabled, "disabled", false),
        (MailKind::WrongCodes, "wrong_codes", true),
    ];
    assert_eq!(kinds.map(|(kind, ..)| kind), MailKind::ALL);
    for (kind, name, is_notice) in kinds {
        assert_eq!((kind.as_str(), kind.is_notice()), (name, is_notice));
    }
    let ended = Event::Enrollment(EnrollmentEvent::SetupCancelled {});
    let reaction = given(setup()).when_told_of("lock-notice", ended);
    assert!(matches!(reaction, Err(Unanswerable::OtherEvent { .. })));
}
