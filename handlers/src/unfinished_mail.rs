//! A setup ended with its code confirmed and *Okay* never clicked: a mail to the mailbox that was
//! proven, since its owner may well believe that two-factor is on.

use chrono::TimeDelta;
use countersign_domain::{EnrollmentEvent, Event};

use crate::{Mail, MailKind, Occurrence, Reaction, Unanswerable, letter::Words};

/// From a setup's end until nobody wonders any more what became of it. So an old log that is read
/// for the first time sends nothing.
const OF_USE: TimeDelta = TimeDelta::days(1);

/// The mail that two-factor is off, unless another enrollment has taken the setup's place, or the
/// person was forgotten. A setup without a confirmed code promised nothing, so nothing is said of
/// it.
pub(crate) fn react(occurrence: &Occurrence<'_>) -> Result<Reaction, Unanswerable> {
    let Event::Enrollment(EnrollmentEvent::SetupExpired {}) = occurrence.logged.event else {
        return Err(occurrence.other_event());
    };
    let enrollment = occurrence.enrollment()?;
    let Some(contact) = occurrence.contact() else {
        return Ok(Reaction::Nothing("the person was forgotten"));
    };
    if enrollment.proven().is_none() {
        return Ok(Reaction::Nothing("no code was confirmed"));
    }
    let ended_at = occurrence.logged.recorded_at;
    if occurrence.now - ended_at >= OF_USE {
        return Ok(Reaction::Nothing("it ended long ago"));
    }
    if occurrence.limits.current().is_some() {
        return Ok(Reaction::Nothing("another setup was started"));
    }
    let mailbox = occurrence
        .proven_by_enrollment
        .ok_or(Unanswerable::NoProvenAddress)?;
    let words = Words::new(occurrence, Some(contact))
        .with("time", occurrence.local_date_and_time(ended_at));
    let mut letter = words.letter(
        words.say("unfinished-mail-subject"),
        words.say("unfinished-mail-preheader"),
    );
    letter.opening = vec![
        words.say("unfinished-mail-purpose"),
        words.say("unfinished-mail-off"),
        words.say("unfinished-mail-again"),
    ];
    letter.not_you = words.say("unfinished-mail-not-you");
    Ok(Reaction::Mail(Box::new(Mail {
        kind: MailKind::Unfinished,
        to: mailbox.clone(),
        content: letter.write()?,
        give_up_at: Some(ended_at + OF_USE),
        record: None,
    })))
}
