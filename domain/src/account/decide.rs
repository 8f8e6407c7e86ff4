//! What may happen to an account, and what of a `Put` is news.

use std::mem;

use cqrs_es::{Aggregate, event_sink::EventSink};

use super::{Account, AccountCommand, AccountEvent, NewProfile, Profile};
use crate::{Decider, Facts, IssuedCode, Refusal};

impl Account {
    /// The events a command leads to, or why it is refused. No events: nothing is news.
    pub fn decide(
        &self,
        command: &AccountCommand,
        facts: &Facts,
    ) -> Result<Vec<AccountEvent>, Refusal> {
        match (self, command) {
            (Self::Erased, _) => Err(Refusal::Erased),
            (Self::Unknown, AccountCommand::Put(new)) => Ok(vec![registered(new)]),
            (Self::Unknown, _) => Err(Refusal::NotFound),
            (Self::Registered(profile), AccountCommand::Put(new)) => {
                Ok(changes(profile, new, facts))
            }
            (Self::Registered(_), AccountCommand::Unlock) => {
                let locked = facts.limits.locked_until(facts.now).is_some();
                Ok(if locked {
                    vec![AccountEvent::AccountUnlocked {}]
                } else {
                    vec![]
                })
            }
            (Self::Registered(_), AccountCommand::Erase) => {
                Ok(vec![AccountEvent::AccountErased {}])
            }
        }
    }
}

fn registered(new: &NewProfile) -> AccountEvent {
    AccountEvent::AccountRegistered {
        account_id: new.account_id.clone(),
        profile: Profile {
            address: new.address.clone(),
            mail_provider: new.contact.address.provider(),
            display_name: new.display_name.clone(),
            locale: new.locale.clone(),
            time_zone: new.time_zone.clone(),
            hosted_domains: new.hosted_domains.clone(),
            active: new.active,
        },
    }
}

/// Compares in clear, since sealing the same text twice gives two sealed values.
fn changes(profile: &Profile, new: &NewProfile, facts: &Facts) -> Vec<AccountEvent> {
    let known = facts.account.contact.as_ref();
    let mut events = Vec::new();
    if known.is_none_or(|contact| contact.address != new.contact.address) {
        events.push(AccountEvent::AddressChanged {
            address: new.address.clone(),
            mail_provider: new.contact.address.provider(),
        });
    }
    let known_name = known.and_then(|contact| contact.display_name.as_ref());
    let known_domains = known.map_or(&[][..], |contact| &contact.hosted_domains);
    if known_name != new.contact.display_name.as_ref()
        || profile.locale != new.locale
        || profile.time_zone != new.time_zone
        || known_domains != new.contact.hosted_domains
    {
        events.push(AccountEvent::ProfileChanged {
            display_name: new.display_name.clone(),
            locale: new.locale.clone(),
            time_zone: new.time_zone.clone(),
            hosted_domains: new.hosted_domains.clone(),
        });
    }
    if facts.account.password_hash.as_ref() != Some(&new.password_hash) {
        events.push(AccountEvent::PasswordChanged {});
    }
    match (profile.active, new.active) {
        (true, false) => events.push(AccountEvent::AccountSuspended {}),
        (false, true) => events.push(AccountEvent::AccountReinstated {}),
        _ => {}
    }
    events
}

impl Decider for Account {
    fn recorded_refusal(&self, _events: &[AccountEvent], _facts: &Facts) -> Option<Refusal> {
        None
    }

    fn newest_code(&self) -> Option<&IssuedCode> {
        None
    }
}

impl Aggregate for Account {
    const TYPE: &'static str = "account";
    type Command = AccountCommand;
    type Event = AccountEvent;
    type Error = Refusal;
    type Services = Facts;

    async fn handle(
        &mut self,
        command: AccountCommand,
        facts: &Facts,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        for event in self.decide(&command, facts)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: AccountEvent) {
        *self = mem::take(self).evolve(event);
    }
}
