//! The notice of wrong codes: from the third in a row on, and of no superseded one.

use chrono::TimeDelta;
use countersign_domain::{ChallengePurpose as Purpose, Rejection};

use super::{
    Given, assert_nothing,
    events::{address_changed, challenge_rejected, challenged, disabled, erased, minute},
    given,
};
use crate::{MailKind, Subject, Unanswerable};

const HANDLER: &str = "wrong-code-notice";

fn wrong(purpose: Purpose, wrong_codes: u32) -> Given {
    let mut given = given(challenged(purpose));
    given.happens(challenge_rejected(Rejection::Wrong, wrong_codes));
    given
}

#[test]
fn the_third_wrong_code_in_a_row_is_told_and_each_later_one() {
    for too_few in [1, 2] {
        let given = wrong(Purpose::SignIn, too_few);
        assert_nothing(given.when(HANDLER), "too few to tell of");
    }
    for wrong_codes in [3, 4, 19, 20] {
        let mail = wrong(Purpose::SignIn, wrong_codes).mail(HANDLER);
        let says = format!("{wrong_codes} times in a row");
        assert_eq!(mail.kind, MailKind::WrongCodes);
        assert!(mail.content.text.contains(&says), "{}", mail.content.text);
    }
}

#[test]
fn an_earlier_code_proves_the_mailbox_and_is_not_told() {
    let mut given = given(challenged(Purpose::SignIn));
    given.happens(challenge_rejected(Rejection::Superseded, 3));
    assert_nothing(given.when(HANDLER), "too few to tell of");
}

#[test]
fn it_goes_to_the_proven_address_and_is_of_use_for_a_day() {
    let mut given = given(challenged(Purpose::StepUp));
    given.happens(address_changed("other"));
    given.happens(challenge_rejected(Rejection::Wrong, 3));
    let mail = given.mail(HANDLER);
    assert_eq!(mail.to.expose(), "aisha@example.com");
    assert_eq!(mail.give_up_at, Some(minute(1) + TimeDelta::days(1)));
    assert!(mail.record.is_none());
    given.account.proven = None;
    let reaction = given.when(HANDLER);
    assert!(matches!(reaction, Err(Unanswerable::NoProvenAddress)));
}

#[test]
fn what_was_tried_is_said_and_only_at_sign_in_that_the_password_is_known() {
    for (purpose, tried, password_is_known) in [
        (Purpose::SignIn, "with the right password", true),
        (Purpose::StepUp, "to reach what is protected", false),
        (
            Purpose::Disable,
            "to switch off two-factor authentication",
            false,
        ),
    ] {
        let text = &wrong(purpose, 3).mail(HANDLER).content.text;
        assert!(text.contains(tried), "{text}");
        assert!(text.contains("nothing in your account was changed"));
        let known = text.contains("somebody else knows the password");
        assert_eq!(known, password_is_known, "{text}");
        let session = text.contains("a browser in which you are still signed in");
        assert_eq!(session, !password_is_known, "{text}");
    }
}

#[test]
fn it_is_told_after_two_factor_was_switched_off_too_and_not_to_a_forgotten_person() {
    let rejected = || challenge_rejected(Rejection::Wrong, 3);
    let mut given = wrong(Purpose::SignIn, 3);
    given.happens(disabled());
    let reaction = given.when_told_of(HANDLER, rejected());
    assert!(matches!(reaction, Ok(crate::Reaction::Mail(_))));
    given.happens(erased());
    let reaction = given.when_told_of(HANDLER, rejected());
    assert_nothing(reaction, "the person was forgotten");
}

#[test]
fn a_challenge_that_is_missing_is_a_failure() {
    let rejected = || challenge_rejected(Rejection::Wrong, 3);
    let given = given([]);
    let reaction = given.when_told_of(HANDLER, rejected());
    assert!(matches!(reaction, Err(Unanswerable::NoSubject)));
    let reaction = given.when_told_of_one(HANDLER, rejected(), Subject::Account);
    assert!(matches!(reaction, Err(Unanswerable::NoSubject)));
}
