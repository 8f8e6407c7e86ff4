//! The code was wrong time and again where only the owner should have been asked: a notice.

use chrono::TimeDelta;
use countersign_domain::{ChallengeEvent, ChallengePurpose, Event, Rejection};

use crate::{Mail, MailKind, Occurrence, Reaction, Subject, Unanswerable, letter::Words};

/// Wrong codes in a row from which on the owner is told. Every later one is looked at as well:
/// a notice of a kind goes out once an hour.
const WRONG_CODES_MIN: u32 = 3;

/// Later than that it would only puzzle.
const OF_USE: TimeDelta = TimeDelta::hours(24);

/// The notice that somebody is at the account, who at sign-in knows its password.
pub(crate) fn react(occurrence: &Occurrence<'_>) -> Result<Reaction, Unanswerable> {
    let Event::Challenge(ChallengeEvent::CodeRejected {
        rejection,
        wrong_codes,
        ..
    }) = occurrence.logged.event
    else {
        return Err(occurrence.other_event());
    };
    let Subject::Challenge(challenge) = occurrence.subject else {
        return Err(Unanswerable::NoSubject);
    };
    let demand = challenge.demand().ok_or(Unanswerable::NoSubject)?;
    if rejection != Rejection::Wrong || wrong_codes < WRONG_CODES_MIN {
        return Ok(Reaction::Nothing("too few to tell of"));
    }
    let Some(contact) = occurrence.contact() else {
        return Ok(Reaction::Nothing("the person was forgotten"));
    };
    let at = occurrence.logged.recorded_at;
    let words = Words::new(occurrence, Some(contact))
        .with("time", occurrence.local_date_and_time(at))
        .with("count", wrong_codes.to_string());
    let (purpose, not_you) = keys(demand.purpose);
    let mut letter = words.letter(
        words.say("wrong-code-notice-subject"),
        words.say("wrong-code-notice-preheader"),
    );
    letter.opening = vec![
        words.say(purpose),
        words.say("wrong-code-notice-consequence"),
        words.say("wrong-code-notice-you"),
    ];
    letter.not_you = words.say(not_you);
    Ok(Reaction::Mail(Box::new(Mail {
        kind: MailKind::WrongCodes,
        to: occurrence.notice_address(contact)?.clone(),
        content: letter.write()?,
        give_up_at: Some(at + OF_USE),
        record: None,
    })))
}

/// The keys of what was tried, and of what to do where it was somebody else.
fn keys(purpose: ChallengePurpose) -> (&'static str, &'static str) {
    match purpose {
        ChallengePurpose::SignIn => (
            "wrong-code-notice-sign-in",
            "wrong-code-notice-not-you-sign-in",
        ),
        ChallengePurpose::StepUp => (
            "wrong-code-notice-step-up",
            "wrong-code-notice-not-you-signed-in",
        ),
        ChallengePurpose::Disable => (
            "wrong-code-notice-disable",
            "wrong-code-notice-not-you-signed-in",
        ),
    }
}
