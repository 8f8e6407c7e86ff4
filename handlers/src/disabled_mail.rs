//! Two-factor is off: a mail to the mailbox that codes went to, so that its owner learns of it.

use countersign_domain::{EnrollmentEvent, Event};

use crate::{Mail, MailKind, Occurrence, Reaction, Unanswerable, letter::Words};

/// The mail, unless the person was forgotten. It goes even where two-factor is on again by now:
/// who did not switch it off has to know.
pub(crate) fn react(occurrence: &Occurrence<'_>) -> Result<Reaction, Unanswerable> {
    let Event::Enrollment(EnrollmentEvent::EnrollmentDisabled { .. }) = occurrence.logged.event
    else {
        return Err(occurrence.other_event());
    };
    let Some(contact) = occurrence.contact() else {
        return Ok(Reaction::Nothing("the person was forgotten"));
    };
    let proven = occurrence.proven_by_enrollment;
    let proven = proven.ok_or(Unanswerable::NoProvenAddress)?;
    let words = Words::new(occurrence, Some(contact)).with(
        "time",
        occurrence.local_date_and_time(occurrence.logged.recorded_at),
    );
    let mut letter = words.letter(
        words.say("disabled-mail-subject"),
        words.say("disabled-mail-preheader"),
    );
    letter.opening = vec![
        words.say("disabled-mail-purpose"),
        words.say("disabled-mail-consequence"),
        words.say("disabled-mail-undo"),
    ];
    letter.not_you = words.say("disabled-mail-not-you");
    Ok(Reaction::Mail(Box::new(Mail {
        kind: MailKind::Disabled,
        to: proven.clone(),
        content: letter.write()?,
        give_up_at: None,
        record: None,
    })))
}
