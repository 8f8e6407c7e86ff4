//! An account was locked: a notice to its owner, while the lock stands.

use askama::Template;
use chrono::{DateTime, Utc};
use countersign_domain::{AccountEvent, Event, LockReason, Refusal};

use crate::{
    Brand, Content, Mail, MailKind, Occurrence, Reaction, Unanswerable, salutation::greeted_name,
};

/// The notice, unless the lock is over or was lifted, or the person was forgotten.
pub(crate) fn react(occurrence: &Occurrence<'_>) -> Result<Reaction, Unanswerable> {
    let Event::Account(AccountEvent::AccountLocked {
        reason,
        locked_until,
    }) = occurrence.logged.event
    else {
        return Err(occurrence.other_event());
    };
    let Some(contact) = occurrence.contact() else {
        return Ok(Reaction::Nothing("the person was forgotten"));
    };
    if !stands(occurrence, reason, locked_until) {
        return Ok(Reaction::Nothing("the lock is over"));
    }
    let mail = &Words {
        brand: occurrence.brand,
        name: greeted_name(contact),
        reason,
        locked_until: occurrence.local_time(locked_until),
    };
    Ok(Reaction::Mail(Box::new(Mail {
        kind: MailKind::Lock,
        to: occurrence.notice_address(contact)?.clone(),
        content: Content::write(&Subject { mail }, &Text { mail }, &Html { mail })?,
        give_up_at: Some(locked_until),
        record: None,
    })))
}

/// Whether it is this very lock that the account is under: one that was lifted and followed by
/// another has nothing to say beside the other's notice.
fn stands(occurrence: &Occurrence<'_>, reason: LockReason, locked_until: DateTime<Utc>) -> bool {
    let unlocked = match reason {
        LockReason::WrongCodes => occurrence.limits.require_no_code_lock(occurrence.now),
        LockReason::WrongPasswords => occurrence.limits.require_no_password_lock(occurrence.now),
    };
    unlocked == Err(Refusal::Locked { locked_until })
}

struct Words<'a> {
    brand: &'a Brand,
    name: Option<String>,
    reason: LockReason,
    locked_until: String,
}

#[derive(Template)]
#[template(path = "lock_notice/subject.txt")]
struct Subject<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "lock_notice/text.txt")]
struct Text<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "lock_notice/html.html")]
struct Html<'a> {
    mail: &'a Words<'a>,
}
