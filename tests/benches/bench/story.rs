//! What happened to the accounts that a measurement finds.

use chrono::{DateTime, TimeDelta, Utc};
use countersign::{entropy, keys::MasterKey};
use countersign_domain::{
    Account, AccountEvent, AccountId, Algorithm, Delivery, Enrollment, EnrollmentEvent,
    EnrollmentId, Event, IssuedCode, KeyId, Limits, MailProvider, Method, Nonce, Profile, Sealed,
    StreamId,
};
use cqrs_es::Aggregate;

/// What happened to each account.
#[derive(Clone, Copy)]
pub(crate) enum Story {
    /// It was registered.
    Registered,
    /// It was registered, and gave a setup up after its first code.
    GaveUp,
}

/// When it happened, and under which key.
pub(crate) struct Past<'a> {
    pub(crate) master: &'a MasterKey,
    pub(crate) story: Story,
    pub(crate) at: DateTime<Utc>,
}

/// An account with its history.
pub(crate) struct Told {
    pub(crate) account_id: AccountId,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) account: Account,
    pub(crate) limits: Limits,
    /// Each with its stream and its number there.
    pub(crate) events: Vec<(StreamId, i64, Event)>,
}

impl Story {
    /// How many events it takes.
    pub(crate) fn events(self) -> usize {
        match self {
            Self::Registered => 1,
            Self::GaveUp => 5,
        }
    }
}

impl Past<'_> {
    /// Tells the story of an account.
    pub(crate) fn tell(&self, account_id: AccountId) -> Told {
        let (key, wrapped_key) = self.master.new_account_key(account_id.as_str());
        let address = key.seal(&format!("{account_id}@example.com"));
        let registered = registered(&account_id, address.clone());
        let mut told = Told {
            wrapped_key,
            account: Account::default().evolve(registered.clone()),
            limits: Limits::default(),
            events: vec![],
            account_id,
        };
        let own = StreamId::new(Account::TYPE, told.account_id.as_str());
        told.add(own, 1, registered.into());
        if let Story::GaveUp = self.story {
            let enrollment_id = EnrollmentId(entropy::new_id());
            let setup = StreamId::new(Enrollment::TYPE, enrollment_id.to_string());
            let events = gave_up(enrollment_id, &told.account_id, address, self.at);
            for (sequence, event) in (1..).zip(events) {
                told.add(setup.clone(), sequence, event.into());
            }
        }
        told
    }
}

impl Told {
    fn add(&mut self, stream: StreamId, sequence: i64, event: Event) {
        self.limits = std::mem::take(&mut self.limits).evolve(&stream, &event);
        self.events.push((stream, sequence, event));
    }
}

fn registered(account_id: &AccountId, address: Sealed) -> AccountEvent {
    AccountEvent::AccountRegistered {
        account_id: account_id.clone(),
        profile: Profile {
            address,
            mail_provider: MailProvider::Other,
            display_name: None,
            locale: None,
            time_zone: None,
            hosted_domains: None,
            active: true,
        },
    }
}

fn gave_up(
    enrollment_id: EnrollmentId,
    account_id: &AccountId,
    recipient: Sealed,
    at: DateTime<Utc>,
) -> [EnrollmentEvent; 4] {
    let setup_expires_at = at + TimeDelta::minutes(30);
    [
        EnrollmentEvent::SetupStarted {
            enrollment_id,
            account_id: account_id.clone(),
            method: Method::Email,
            started_at: at,
            setup_expires_at,
        },
        EnrollmentEvent::PasswordVerified { setup_expires_at },
        EnrollmentEvent::CodeIssued {
            code: IssuedCode {
                number: 1,
                nonce: Nonce(entropy::random_bytes()),
                key_id: KeyId("2026-11".to_owned()),
                algorithm: Algorithm { digits: 6 },
                recipient,
                issued_at: at,
                expires_at: at + TimeDelta::minutes(10),
                resend_at: at + TimeDelta::seconds(60),
                attempts_left: 5,
                delivery: Delivery::Queued,
            },
            setup_expires_at,
        },
        EnrollmentEvent::SetupCancelled {},
    ]
}
