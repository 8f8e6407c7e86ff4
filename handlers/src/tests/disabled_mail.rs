//! The mail that two-factor is off: to the mailbox that codes went to, whatever came after.

use countersign_domain::ChallengePurpose;

use super::{
    assert_nothing,
    events::{
        activated, active, address_changed, challenge_confirmed, challenged, disabled, erased,
        minute,
    },
    given,
};
use crate::{MailKind, Reaction, Unanswerable};

const HANDLER: &str = "disabled-mail";

#[test]
fn switching_off_is_told_to_the_mailbox_that_codes_went_to() {
    let purpose = ChallengePurpose::Disable;
    let mut given = given([challenged(purpose), vec![challenge_confirmed(purpose)]].concat());
    given.happens(address_changed("other"));
    given.happens(disabled());
    let mail = given.at(minute(100_000)).mail(HANDLER);
    assert_eq!(mail.kind, MailKind::Disabled);
    assert_eq!(mail.to.expose(), "aisha@example.com");
    assert!(mail.give_up_at.is_none() && mail.record.is_none());
    for says in [
        "switched off for your Nimbus & Co account on Wednesday 4 March 2026, 14:01 \
         (Asia/Kuala_Lumpur, UTC+08:00), with the account password and a code from this mailbox.",
        "To switch it on again, sign in, open My Account, then Account Security",
    ] {
        assert!(mail.content.text.contains(says), "{}", mail.content.text);
    }
}

#[test]
fn switching_off_is_not_told_to_a_forgotten_person() {
    let mut given = given([active(), vec![disabled()]].concat());
    given.happens(erased());
    let reaction = given.when_told_of(HANDLER, disabled());
    assert_nothing(reaction, "the person was forgotten");
}

#[test]
fn a_proven_address_that_is_not_at_hand_is_a_failure() {
    let mut given = given([active(), vec![disabled()]].concat());
    given.proven_by_enrollment = None;
    let reaction = given.when(HANDLER);
    assert!(matches!(reaction, Err(Unanswerable::NoProvenAddress)));
}

#[test]
fn an_activation_is_not_confirmed_any_more() {
    let given = given([active(), vec![disabled()]].concat());
    let reaction = given.when_told_of("activation-mail", activated());
    assert_nothing(reaction, "two-factor is off again");
    assert!(matches!(given.when(HANDLER), Ok(Reaction::Mail(_))));
}
