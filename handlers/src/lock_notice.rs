//! An account was locked: a notice to its owner, while the lock stands.

use chrono::{DateTime, Utc};
use countersign_domain::{AccountEvent, Event, LockReason, Refusal};

use crate::{Mail, MailKind, Occurrence, Reaction, Unanswerable, letter::Words};

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
    let words =
        Words::new(occurrence, Some(contact)).with("time", occurrence.local_time(locked_until));
    let (purpose, not_you) = match reason {
        LockReason::WrongCodes => (
            words.say("lock-notice-wrong-codes"),
            words.say("lock-notice-wrong-codes-not-you"),
        ),
        LockReason::WrongPasswords => (
            words.say("lock-notice-wrong-passwords"),
            words.say("lock-notice-wrong-passwords-not-you"),
        ),
    };
    let mut letter = words.letter(
        words.say("lock-notice-subject"),
        words.say("lock-notice-preheader"),
    );
    letter.opening = vec![
        purpose,
        words.say("lock-notice-consequence"),
        words.say("lock-notice-you"),
    ];
    letter.not_you = not_you;
    Ok(Reaction::Mail(Box::new(Mail {
        kind: MailKind::Lock,
        to: occurrence.notice_address(contact)?.clone(),
        content: letter.write()?,
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
