//! Two-factor is on: its confirmation, to the mailbox that was proven.

use countersign_domain::{Enrollment, EnrollmentEvent, Event};

use crate::{Mail, MailKind, Occurrence, Reaction, Unanswerable, letter::Words};

/// The confirmation mail, unless two-factor went off again or the person was forgotten.
pub(crate) fn react(occurrence: &Occurrence<'_>) -> Result<Reaction, Unanswerable> {
    let Event::Enrollment(EnrollmentEvent::EnrollmentActivated { .. }) = occurrence.logged.event
    else {
        return Err(occurrence.other_event());
    };
    let enrollment = occurrence.enrollment()?;
    let Some(contact) = occurrence.contact() else {
        return Ok(Reaction::Nothing("the person was forgotten"));
    };
    let Enrollment::Active { .. } = enrollment else {
        return Ok(Reaction::Nothing("two-factor is off again"));
    };
    let proven = occurrence.account.proven.as_ref();
    let proven = proven.ok_or(Unanswerable::NoProvenAddress)?;
    let words = Words::new(occurrence, Some(contact)).with(
        "time",
        occurrence.local_date_and_time(occurrence.logged.recorded_at),
    );
    let mut letter = words.letter(
        words.say("activation-mail-subject"),
        words.say("activation-mail-preheader"),
    );
    letter.opening = vec![
        words.say("activation-mail-purpose"),
        words.say("activation-mail-consequence"),
        words.say("activation-mail-lost-mailbox"),
    ];
    letter.not_you = words.say("activation-mail-not-you");
    Ok(Reaction::Mail(Box::new(Mail {
        kind: MailKind::Activation,
        to: proven.clone(),
        content: letter.write()?,
        give_up_at: None,
        record: None,
    })))
}
