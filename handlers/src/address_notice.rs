//! The contact address changed while two-factor is on: a notice to the mailbox that was proven.

use askama::Template;
use countersign_domain::{AccountEvent, Event};

use crate::{
    Brand, Content, Mail, MailKind, Occurrence, Reaction, Unanswerable, salutation::greeted_name,
};

/// The notice that codes keep going where they went. A late one is not sent where the address
/// changed again, since that change has its own, or where two-factor has been switched on since,
/// with this very address.
pub(crate) fn react(occurrence: &Occurrence<'_>) -> Result<Reaction, Unanswerable> {
    let Event::Account(AccountEvent::AddressChanged { address, .. }) = &occurrence.logged.event
    else {
        return Err(occurrence.other_event());
    };
    let account = occurrence.account;
    let (Some(contact), Some(profile)) = (&account.contact, account.account.profile()) else {
        return Ok(Reaction::Nothing("the person was forgotten"));
    };
    let Some(protected_by) = occurrence.limits.protected_by() else {
        return Ok(Reaction::Nothing("two-factor is off"));
    };
    if profile.address != *address {
        return Ok(Reaction::Nothing("the address changed again"));
    }
    if protected_by == address {
        return Ok(Reaction::Nothing("the new address is the proven one"));
    }
    let mail = &Words {
        brand: occurrence.brand,
        name: greeted_name(contact),
        masked_address: contact.address.masked(),
        changed_at: occurrence.local_time(occurrence.logged.recorded_at),
    };
    Ok(Reaction::Mail(Box::new(Mail {
        kind: MailKind::AddressChange,
        to: occurrence.notice_address(contact)?.clone(),
        content: Content::write(&Subject { mail }, &Text { mail }, &Html { mail })?,
        give_up_at: None,
        record: None,
    })))
}

struct Words<'a> {
    brand: &'a Brand,
    name: Option<String>,
    masked_address: String,
    changed_at: String,
}

#[derive(Template)]
#[template(path = "address_notice/subject.txt")]
struct Subject<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "address_notice/text.txt")]
struct Text<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "address_notice/html.html")]
struct Html<'a> {
    mail: &'a Words<'a>,
}
