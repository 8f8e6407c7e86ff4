//! A code was issued: its mail, as long as the code is of use.

use countersign_domain::{
    Delivery, EmailAddress, Enrollment, EnrollmentCommand, EnrollmentEvent, Event, IssuedCode,
    NotSentReason, Setup,
};
use zeroize::Zeroizing;

use crate::{Mail, MailKind, Occurrence, Reaction, Record, Unanswerable, letter::Words};

/// The mail with the code, or the record of why it is not sent. Redriven, a mail that was given
/// up goes after all if its code still works.
pub(crate) fn react(occurrence: &Occurrence<'_>) -> Result<Reaction, Unanswerable> {
    let Event::Enrollment(EnrollmentEvent::CodeIssued { number, .. }) = occurrence.logged.event
    else {
        return Err(occurrence.other_event());
    };
    let enrollment = occurrence.enrollment.ok_or(Unanswerable::NoEnrollment)?;
    let setup = enrollment.setup().ok_or(Unanswerable::NoEnrollment)?;
    match sendable(occurrence, enrollment, number) {
        Ok((issued, _)) if issued.delivery == Delivery::Sent => {
            Ok(Reaction::Nothing("already sent"))
        }
        Ok((issued, recipient)) => {
            let mail = mail(occurrence, setup, issued, recipient)?;
            Ok(Reaction::Mail(Box::new(mail)))
        }
        Err(_) if is_recorded(enrollment, number) => {
            Ok(Reaction::Nothing("what became of it is recorded"))
        }
        // Its mail was taken, or it could not have come back; only the record of that was lost.
        Err(_) if enrollment.is_confirmed(number) => {
            let command = EnrollmentCommand::RecordSent { number };
            Ok(Reaction::Submit(setup.enrollment_id, command))
        }
        Err(reason) => {
            let command = EnrollmentCommand::RecordNotSent { number, reason };
            Ok(Reaction::Submit(setup.enrollment_id, command))
        }
    }
}

/// The code and the mailbox it was issued to, or why no mail of it is sent any more.
fn sendable<'a>(
    occurrence: &Occurrence<'a>,
    enrollment: &'a Enrollment,
    number: u32,
) -> Result<(&'a IssuedCode, &'a EmailAddress), NotSentReason> {
    let account = occurrence.account;
    let (Some(contact), Some(profile)) = (&account.contact, account.account.profile()) else {
        return Err(NotSentReason::Erased);
    };
    let issued = enrollment
        .live_code(number)
        .ok_or(NotSentReason::Superseded)?;
    if profile.address != issued.recipient {
        return Err(NotSentReason::AddressChanged);
    }
    if occurrence.now >= issued.expires_at {
        return Err(NotSentReason::Expired);
    }
    Ok((issued, &contact.address))
}

fn is_recorded(enrollment: &Enrollment, number: u32) -> bool {
    let mut codes = enrollment.codes().into_iter().flat_map(|codes| &codes.0);
    codes.any(|code| code.number == number && code.delivery != Delivery::Queued)
}

fn mail(
    occurrence: &Occurrence<'_>,
    setup: &Setup,
    issued: &IssuedCode,
    recipient: &EmailAddress,
) -> Result<Mail, Unanswerable> {
    let aggregate_id = setup.enrollment_id.to_string();
    let binding = setup.binding(&aggregate_id, issued, recipient);
    let code = occurrence
        .code_keys
        .derive(&binding)
        .ok_or_else(|| Unanswerable::KeyDestroyed {
            key_id: issued.key_id.clone(),
        })?;
    let grouped = Zeroizing::new(code.grouped());
    let words = Words::new(occurrence, occurrence.contact())
        .with("time", occurrence.local_time(issued.expires_at));
    let mut letter = words.letter(
        words.say("code-mail-subject"),
        words.say("code-mail-preheader"),
    );
    letter.opening = vec![words.say("code-mail-purpose")];
    letter.code = Some(&grouped);
    letter.rest = vec![
        words.say("code-mail-validity"),
        words.say("code-mail-secrecy"),
    ];
    letter.not_you = words.say("code-mail-not-you");
    Ok(Mail {
        kind: MailKind::Code,
        to: recipient.clone(),
        content: letter.write()?,
        give_up_at: Some(issued.expires_at),
        record: Some(Record {
            enrollment_id: setup.enrollment_id,
            number: issued.number,
        }),
    })
}
