//! Given these events of an account, when this handler is told of this one now, then that follows.

mod code_mail;
mod challenge_code_mail;
mod events;
mod notices;
mod disabled_mail;
mod wrong_code_notice;
mod unfinished_mail;
mod table;
mod letters;
mod wording;
mod local_time;
mod locales;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use countersign_domain::{
    AccountEvent, AccountFacts, Challenge, CodeKey, CodeKeys, Contact, EmailAddress, Enrollment,
    EnrollmentEvent, Event, KeyId, Limits, LoggedEvent, StreamId,
};

use self::events::{account_id, challenge_id, enrollment_id, minute, registered};
use crate::{Brand, HANDLERS, Mail, Occurrence, Reaction, Subject, Unanswerable};

/// An account, its one enrollment and challenge, and everything a handler may know of them.
struct Given {
    account: AccountFacts,
    enrollment: Enrollment,
    challenge: Challenge,
    limits: Limits,
    proven_by_enrollment: Option<EmailAddress>,
    code_keys: CodeKeys,
    brand: Brand,
    now: DateTime<Utc>,
    last: Option<LoggedEvent>,
}

/// The account of Aisha, `aisha@example.com` in Kuala Lumpur, with the given events after its
/// registration.
fn given(events: impl IntoIterator<Item = Event>) -> Given {
    let mut given = Given {
        account: AccountFacts {
            contact: Some(Contact {
                address: EmailAddress::new("aisha", "example.com"),
                display_name: Some("Aisha".to_owned()),
                hosted_domains: Vec::new(),
            }),
            ..AccountFacts::default()
        },
        enrollment: Enrollment::default(),
        challenge: Challenge::default(),
        limits: Limits::default(),
        proven_by_enrollment: None,
        code_keys: CodeKeys {
            current: KeyId("k1".to_owned()),
            keys: BTreeMap::from([(KeyId("k1".to_owned()), CodeKey([7; 32]))]),
        },
        brand: Brand {
            name: "Nimbus & Co".to_owned(),
            from: "noreply@nimbus.example".to_owned(),
            support_address: "help@nimbus.example".to_owned(),
            hotline: "+60 3 1234 5678".to_owned(),
        },
        now: minute(1),
        last: None,
    };
    given.happens(registered());
    for event in events {
        given.happens(event);
    }
    given
}

impl Given {
    fn happens(&mut self, event: Event) {
        let stream = match &event {
            Event::Account(_) => StreamId::new("account", "customer-1"),
            Event::Enrollment(_) => StreamId::new("enrollment", enrollment_id().to_string()),
            Event::Challenge(_) => StreamId::new("challenge", challenge_id().to_string()),
        };
        let limits = std::mem::take(&mut self.limits);
        self.limits = limits.evolve(&stream, &event);
        match event.clone() {
            Event::Account(event) => self.account_happens(event),
            Event::Enrollment(event) => {
                self.enrollment = std::mem::take(&mut self.enrollment).evolve(event);
            }
            Event::Challenge(event) => {
                self.challenge = std::mem::take(&mut self.challenge).evolve(event);
            }
        }
        let address = self
            .account
            .contact
            .as_ref()
            .map(|contact| &contact.address);
        match &event {
            Event::Enrollment(EnrollmentEvent::CodeConfirmed { .. }) => {
                self.proven_by_enrollment = address.cloned();
            }
            Event::Enrollment(EnrollmentEvent::EnrollmentActivated { .. }) => {
                self.account.proven = address.cloned();
            }
            Event::Enrollment(EnrollmentEvent::EnrollmentDisabled { .. }) => {
                self.account.proven = None;
            }
            _ => {}
        }
        self.last = Some(LoggedEvent {
            position: 1,
            event_id: enrollment_id().0,
            recorded_at: minute(1),
            stream,
            version: 1,
            account_id: account_id(),
            account_version: 1,
            event,
        });
    }

    fn account_happens(&mut self, event: AccountEvent) {
        if let AccountEvent::AddressChanged { address, .. } = &event {
            let local = address.0.trim_start_matches("sealed:").to_owned();
            if let Some(contact) = &mut self.account.contact {
                contact.address = EmailAddress::new(local, "example.com");
            }
        }
        if let AccountEvent::AccountErased {} = &event {
            self.account.contact = None;
            self.account.proven = None;
            self.proven_by_enrollment = None;
        }
        let account = std::mem::take(&mut self.account.account);
        self.account.account = account.evolve(event);
    }

    fn named(mut self, name: &str) -> Self {
        if let Some(contact) = &mut self.account.contact {
            contact.display_name = Some(name.to_owned());
        }
        self
    }

    fn at(mut self, now: DateTime<Utc>) -> Self {
        self.now = now;
        self
    }

    /// What the handler makes of the last event.
    fn when(&self, handler: &str) -> Result<Reaction, Unanswerable> {
        let logged = self.last.as_ref().expect("something happened");
        self.when_told_of(handler, logged.event.clone())
    }

    /// What the handler makes of an event that others have followed since.
    fn when_told_of(&self, handler: &str, event: Event) -> Result<Reaction, Unanswerable> {
        let subject = match &event {
            Event::Account(_) => Subject::Account,
            Event::Enrollment(_) => Subject::Enrollment(&self.enrollment),
            Event::Challenge(_) => Subject::Challenge(&self.challenge),
        };
        self.when_told_of_one(handler, event, subject)
    }

    /// The same of an event that is said to be about this.
    fn when_told_of_one(
        &self,
        handler: &str,
        event: Event,
        subject: Subject<'_>,
    ) -> Result<Reaction, Unanswerable> {
        let handler = HANDLERS.iter().find(|row| row.name == handler);
        let logged = LoggedEvent {
            event,
            ..self.last.clone().expect("something happened")
        };
        (handler.expect("a handler of that name").react)(&Occurrence {
            logged: &logged,
            subject,
            account: &self.account,
            limits: &self.limits,
            proven_by_enrollment: self.proven_by_enrollment.as_ref(),
            code_keys: &self.code_keys,
            brand: &self.brand,
            now: self.now,
        })
    }

    fn mail(&self, handler: &str) -> Box<Mail> {
        match self.when(handler) {
            Ok(Reaction::Mail(mail)) => mail,
            Ok(Reaction::Nothing(why)) => panic!("no mail: {why}"),
            Ok(Reaction::Submit(_)) => panic!("no mail, a command"),
            Err(error) => panic!("no mail: {error}"),
        }
    }
}

#[track_caller]
fn assert_nothing(reaction: Result<Reaction, Unanswerable>, because: &str) {
    match reaction {
        Ok(Reaction::Nothing(why)) => assert_eq!(why, because),
        Ok(_) => panic!("something follows"),
        Err(error) => panic!("unanswerable: {error}"),
    }
}
