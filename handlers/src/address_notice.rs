//! The contact address changed while two-factor is on: a notice to the mailbox that was proven.

use countersign_domain::{AccountEvent, Event};

use crate::{Mail, MailKind, Occurrence, Reaction, Unanswerable, letter::Words};

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
    let Some(protection) = occurrence.limits.protection() else {
        return Ok(Reaction::Nothing("two-factor is off"));
    };
    if profile.address != *address {
        return Ok(Reaction::Nothing("the address changed again"));
    }
    if protection.proven == address {
        return Ok(Reaction::Nothing("the new address is the proven one"));
    }
    let words = Words::new(occurrence, Some(contact))
        .with("address", contact.address.masked())
        .with(
            "time",
            occurrence.local_date_and_time(occurrence.logged.recorded_at),
        );
    let mut letter = words.letter(
        words.say("address-notice-subject"),
        words.say("address-notice-preheader"),
    );
    letter.opening = vec![
        words.say("address-notice-purpose"),
        words.say("address-notice-consequence"),
    ];
    letter.not_you = words.say("address-notice-not-you");
    Ok(Reaction::Mail(Box::new(Mail {
        kind: MailKind::AddressChange,
        to: occurrence.notice_address(contact)?.clone(),
        content: letter.write()?,
        give_up_at: None,
        record: None,
    })))
}
