//! The mail of a challenge's code: to the mailbox that two-factor is on by, and to no other.

use chrono::TimeDelta;
use countersign_domain::{
    ChallengeCommand, ChallengeEvent, ChallengePurpose as Purpose, Event, NotSentReason, Rejection,
};

use super::{
    Given, assert_nothing,
    events::{
        address_changed, awaiting_code, challenge_confirmed, challenge_id, challenge_issued,
        challenged, disabled, erased, minute,
    },
    given,
    wording::code_line,
};
use crate::{FollowUp, Issuer, MailKind, Reaction, Record, Subject, Unanswerable};

const HANDLER: &str = "challenge-code-mail";

#[track_caller]
fn assert_not_sent(given: &Given, because: NotSentReason) {
    let Ok(Reaction::Submit(FollowUp::Challenge(
        id,
        ChallengeCommand::RecordNotSent { number, reason },
    ))) = given.when_told_of(HANDLER, challenge_issued(1))
    else {
        panic!("nothing is recorded");
    };
    assert_eq!(
        (id, number, reason.as_str()),
        (challenge_id(), 1, because.as_str())
    );
}

fn after(event: Event) -> Given {
    given([challenged(Purpose::SignIn), vec![event]].concat())
}

#[test]
fn a_live_code_is_mailed_to_the_proven_address_whatever_the_purpose() {
    for purpose in Purpose::ALL {
        let mail = given(challenged(*purpose)).mail(HANDLER);
        let record = Record {
            issuer: Issuer::Challenge(challenge_id()),
            number: 1,
        };
        assert_eq!(mail.kind, MailKind::Code);
        assert_eq!(mail.to.expose(), "aisha@example.com");
        assert_eq!(mail.give_up_at, Some(minute(11)));
        assert_eq!(mail.record, Some(record));
    }
}

#[test]
fn each_purpose_is_said_and_has_a_code_of_its_own() {
    let mut codes =
        vec![code_line(&given(awaiting_code()).mail("code-mail").content.text).to_owned()];
    for (purpose, says) in [
        (Purpose::SignIn, "to sign in to your Nimbus & Co account:"),
        (
            Purpose::StepUp,
            "to reach what is protected in your Nimbus & Co account:",
        ),
        (Purpose::Disable, "to switch off two-factor authentication"),
    ] {
        let mail = given(challenged(purpose)).mail(HANDLER);
        assert!(mail.content.text.contains(says), "{}", mail.content.text);
        codes.push(code_line(&mail.content.text).to_owned());
    }
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 4);
}

#[test]
fn a_redelivery_writes_the_same_mail_and_another_code_another() {
    let first = given(challenged(Purpose::StepUp));
    let again = first.mail(HANDLER);
    assert_eq!(first.mail(HANDLER).content.text, again.content.text);
    let second = after(challenge_issued(2)).at(minute(2)).mail(HANDLER);
    assert_ne!(again.content.text, second.content.text);
}

#[test]
fn codes_go_on_to_the_proven_address_after_the_contact_address_changed() {
    let mut given = after(address_changed("other"));
    let reaction = given.when_told_of(HANDLER, challenge_issued(1));
    let Ok(Reaction::Mail(mail)) = reaction else {
        panic!("no mail");
    };
    assert_eq!(mail.to.expose(), "aisha@example.com");
    given.account.proven = None;
    assert_not_sent(&given, NotSentReason::Superseded);
}

#[test]
fn a_code_of_no_more_use_is_not_mailed_late() {
    assert_not_sent(&after(erased()), NotSentReason::Erased);
    assert_not_sent(&after(challenge_issued(2)), NotSentReason::Superseded);
    assert_not_sent(&after(disabled()), NotSentReason::Superseded);
    let used_up = Event::Challenge(ChallengeEvent::CodeRejected {
        number: 1,
        rejection: Rejection::Wrong,
        attempts_left: 0,
        wrong_codes: 5,
    });
    assert_not_sent(&after(used_up), NotSentReason::Superseded);
    for ended in [
        ChallengeEvent::ChallengeCancelled {},
        ChallengeEvent::ChallengeExpired {},
        ChallengeEvent::ChallengeLocked {},
    ] {
        assert_not_sent(&after(Event::Challenge(ended)), NotSentReason::Superseded);
    }
    let moment_before = minute(11) - TimeDelta::microseconds(1);
    let live = given(challenged(Purpose::SignIn)).at(moment_before);
    live.mail(HANDLER);
    assert_not_sent(&live.at(minute(11)), NotSentReason::Expired);
}

#[test]
fn a_code_that_came_back_was_sent() {
    let reaction =
        after(challenge_confirmed(Purpose::SignIn)).when_told_of(HANDLER, challenge_issued(1));
    let Ok(Reaction::Submit(FollowUp::Challenge(id, ChallengeCommand::RecordSent { number }))) =
        reaction
    else {
        panic!("that it was sent is not recorded");
    };
    assert_eq!((id, number), (challenge_id(), 1));
}

#[test]
fn a_sent_mail_is_not_sent_again_and_one_that_was_given_up_goes_after_all() {
    let sent = Event::Challenge(ChallengeEvent::CodeSent { number: 1 });
    let reaction = after(sent).when_told_of(HANDLER, challenge_issued(1));
    assert_nothing(reaction, "already sent");
    let given = after(Event::Challenge(ChallengeEvent::CodeNotSent {
        number: 1,
        reason: NotSentReason::Refused,
    }));
    let reaction = given.when_told_of(HANDLER, challenge_issued(1));
    assert!(matches!(reaction, Ok(Reaction::Mail(_))));
    let reaction = given
        .at(minute(11))
        .when_told_of(HANDLER, challenge_issued(1));
    assert_nothing(reaction, "what became of it is recorded");
}

#[test]
fn a_destroyed_key_is_a_failure_while_its_code_works_and_no_matter_after() {
    let mut given = given(challenged(Purpose::SignIn));
    given.code_keys.keys.clear();
    let reaction = given.when(HANDLER);
    assert!(matches!(reaction, Err(Unanswerable::KeyDestroyed { key_id }) if key_id.0 == "k1"));
    assert_not_sent(&given.at(minute(11)), NotSentReason::Expired);
}

#[test]
fn a_challenge_that_was_not_opened_is_a_failure() {
    let given = given([]);
    let reaction = given.when_told_of(HANDLER, challenge_issued(1));
    assert!(matches!(reaction, Err(Unanswerable::NoSubject)));
    let reaction = given.when_told_of_one(HANDLER, challenge_issued(1), Subject::Account);
    assert!(matches!(reaction, Err(Unanswerable::NoSubject)));
}
