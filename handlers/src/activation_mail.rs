//! Two-factor is on: its confirmation, to the mailbox that was proven.

use askama::Template;
use countersign_domain::{Enrollment, EnrollmentEvent, Event};

use crate::{
    Brand, Content, Mail, MailKind, Occurrence, Reaction, Unanswerable, salutation::greeted_name,
};

/// The confirmation mail, unless two-factor went off again or the person was forgotten.
pub(crate) fn react(occurrence: &Occurrence<'_>) -> Result<Reaction, Unanswerable> {
    let Event::Enrollment(EnrollmentEvent::EnrollmentActivated {}) = occurrence.logged.event else {
        return Err(occurrence.other_event());
    };
    let enrollment = occurrence.enrollment.ok_or(Unanswerable::NoEnrollment)?;
    let Some(contact) = occurrence.contact() else {
        return Ok(Reaction::Nothing("the person was forgotten"));
    };
    let Enrollment::Active { .. } = enrollment else {
        return Ok(Reaction::Nothing("two-factor is off again"));
    };
    let proven = occurrence.proven.ok_or(Unanswerable::NoProvenAddress)?;
    let mail = &Words {
        brand: occurrence.brand,
        name: greeted_name(contact),
        active_since: occurrence.local_time(occurrence.logged.recorded_at),
    };
    Ok(Reaction::Mail(Box::new(Mail {
        kind: MailKind::Activation,
        to: proven.clone(),
        content: Content::write(&Subject { mail }, &Text { mail }, &Html { mail })?,
        give_up_at: None,
        record: None,
    })))
}

struct Words<'a> {
    brand: &'a Brand,
    name: Option<String>,
    active_since: String,
}

#[derive(Template)]
#[template(path = "activation_mail/subject.txt")]
struct Subject<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "activation_mail/text.txt")]
struct Text<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "activation_mail/html.html")]
struct Html<'a> {
    mail: &'a Words<'a>,
}
