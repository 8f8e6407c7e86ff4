//! The words that histories are told in: times, ids, sealed values, events and commands.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{
    AccountCommand, AccountEvent, AccountId, Algorithm, CodeKey, CodeKeys, Contact, Delivery,
    EmailAddress, EnrollmentCommand, EnrollmentEvent, EnrollmentId, EnrollmentState, Event,
    IssuedCode, KeyId, LockReason, Method, NewProfile, Nonce, NotSentReason, PasswordHash, Profile,
    Refusal, Rejection, Sealed, SubmittedCode,
};
use uuid::Uuid;

/// The finest step of the database's clock.
pub(super) const TICK: TimeDelta = TimeDelta::microseconds(1);

/// When every history starts.
pub(super) fn start() -> DateTime<Utc> {
    "2026-03-04T06:00:00Z".parse().expect("a moment")
}

pub(super) fn minute(minutes: i64) -> DateTime<Utc> {
    start() + TimeDelta::minutes(minutes)
}

pub(super) fn second(seconds: i64) -> DateTime<Utc> {
    start() + TimeDelta::seconds(seconds)
}

pub(super) fn account_id() -> AccountId {
    "customer-1".parse().expect("an account id")
}

/// The account's first, second, … enrollment.
pub(super) fn enrollment(number: u8) -> EnrollmentId {
    let first = Uuid::from_u128(0x0190_b7c0_0000_7000_8000_0000_0000_0000);
    EnrollmentId(Uuid::from_u128(first.as_u128() + u128::from(number)))
}

pub(super) fn nonce(number: u8) -> Nonce {
    Nonce([number; 32])
}

/// Two keys: `k1`, under which codes are issued, and an older one.
pub(super) fn code_keys() -> CodeKeys {
    CodeKeys {
        current: KeyId("k1".to_owned()),
        keys: BTreeMap::from([
            (KeyId("k0".to_owned()), CodeKey([6; 32])),
            (KeyId("k1".to_owned()), CodeKey([7; 32])),
        ]),
    }
}

/// A text as if sealed for the `time`-th time: sealing the same text twice gives two values.
pub(super) fn sealed(text: &str, time: u32) -> Sealed {
    Sealed(format!("sealed/{time}/{text}"))
}

/// What [`sealed`] has sealed.
pub(super) fn opened(sealed: &Sealed) -> &str {
    let text = sealed.0.splitn(3, '/').nth(2);
    text.expect("a value that was sealed here")
}

/// The mailbox an address was sealed of.
pub(super) fn mailbox(sealed: &Sealed) -> EmailAddress {
    let (local, domain) = opened(sealed).split_once('@').expect("an address");
    EmailAddress::new(local, domain)
}

/// The mailbox that the account is registered with.
pub(super) fn first_address() -> Sealed {
    sealed("aisha@example.com", 1)
}

/// What the portal says of the account in its first `PUT`.
pub(super) fn profile() -> NewProfile {
    NewProfile {
        account_id: account_id(),
        contact: Contact {
            address: mailbox(&first_address()),
            display_name: Some("Aisha".to_owned()),
            hosted_domains: vec!["aisha.example".to_owned()],
        },
        address: first_address(),
        display_name: Some(sealed("Aisha", 1)),
        locale: Some("ms-MY".to_owned()),
        time_zone: Some("Asia/Kuala_Lumpur".to_owned()),
        hosted_domains: Some(sealed("aisha.example", 1)),
        active: true,
        password_hash: PasswordHash("$argon2id$first".to_owned()),
    }
}

/// The same, sealed anew, with another address.
pub(super) fn profile_at(address: &str, time: u32) -> NewProfile {
    let address = sealed(address, time);
    let mut profile = profile();
    profile.contact.address = mailbox(&address);
    profile.address = address;
    profile
}

pub(super) fn put(profile: NewProfile) -> AccountCommand {
    AccountCommand::Put(Box::new(profile))
}

pub(super) fn registered() -> AccountEvent {
    let new = profile();
    AccountEvent::AccountRegistered {
        account_id: new.account_id,
        profile: Profile {
            address: new.address,
            mail_provider: new.contact.address.provider(),
            display_name: new.display_name,
            locale: new.locale,
            time_zone: new.time_zone,
            hosted_domains: new.hosted_domains,
            active: new.active,
        },
    }
}

pub(super) fn address_changed(address: &str, time: u32) -> Event {
    let address = sealed(address, time);
    let mail_provider = mailbox(&address).provider();
    Event::Account(AccountEvent::AddressChanged {
        address,
        mail_provider,
    })
}

pub(super) fn locked(reason: LockReason, locked_until: DateTime<Utc>) -> Event {
    Event::Account(AccountEvent::AccountLocked {
        reason,
        locked_until,
    })
}

pub(super) fn suspended() -> Event {
    Event::Account(AccountEvent::AccountSuspended {})
}

pub(super) fn erased() -> Event {
    Event::Account(AccountEvent::AccountErased {})
}

pub(super) fn started(number: u8, at: DateTime<Utc>) -> EnrollmentEvent {
    EnrollmentEvent::SetupStarted {
        enrollment_id: enrollment(number),
        account_id: account_id(),
        method: Method::Email,
        started_at: at,
        setup_expires_at: at + TimeDelta::minutes(30),
    }
}

pub(super) fn verified(at: DateTime<Utc>) -> EnrollmentEvent {
    EnrollmentEvent::PasswordVerified {
        setup_expires_at: at + TimeDelta::minutes(30),
    }
}

pub(super) fn password_rejected(attempts_left: u32) -> EnrollmentEvent {
    EnrollmentEvent::PasswordRejected { attempts_left }
}

/// The code of that number, mailed to the first address; its nonce repeats its number.
pub(super) fn issued(number: u8, at: DateTime<Utc>) -> EnrollmentEvent {
    EnrollmentEvent::CodeIssued {
        code: issued_code(number, at),
        setup_expires_at: at + TimeDelta::minutes(30),
    }
}

pub(super) fn issued_code(number: u8, at: DateTime<Utc>) -> IssuedCode {
    IssuedCode {
        number: number.into(),
        nonce: nonce(number),
        key_id: code_keys().current,
        algorithm: Algorithm { digits: 6 },
        recipient: first_address(),
        issued_at: at,
        expires_at: at + TimeDelta::minutes(10),
        resend_at: at + TimeDelta::seconds(60),
        attempts_left: 5,
        delivery: Delivery::Queued,
    }
}

pub(super) fn rejected(number: u32, rejection: Rejection, attempts_left: u32) -> EnrollmentEvent {
    EnrollmentEvent::CodeRejected {
        number,
        rejection,
        attempts_left,
    }
}

/// That many wrong guesses at a fresh code.
pub(super) fn wrong_guesses(number: u32, guesses: u32) -> Vec<EnrollmentEvent> {
    let left_after = |guess| rejected(number, Rejection::Wrong, 5 - guess);
    (1..=guesses).map(left_after).collect()
}

pub(super) fn confirmed(number: u32, at: DateTime<Utc>) -> EnrollmentEvent {
    EnrollmentEvent::CodeConfirmed {
        number,
        address: first_address(),
        setup_expires_at: at + TimeDelta::minutes(30),
    }
}

pub(super) fn activated() -> EnrollmentEvent {
    EnrollmentEvent::EnrollmentActivated {
        method: Method::Email,
    }
}

pub(super) fn not_sent(number: u32) -> EnrollmentEvent {
    EnrollmentEvent::CodeNotSent {
        number,
        reason: NotSentReason::Refused,
    }
}

pub(super) fn start_setup(number: u8) -> EnrollmentCommand {
    EnrollmentCommand::StartSetup {
        enrollment_id: enrollment(number),
        account_id: account_id(),
        method: Method::Email,
    }
}

pub(super) fn password(matched: bool) -> EnrollmentCommand {
    let nonce = nonce(1);
    EnrollmentCommand::VerifyPassword { matched, nonce }
}

/// Asks for the code of that number.
pub(super) fn issue(number: u8) -> EnrollmentCommand {
    let nonce = nonce(number);
    EnrollmentCommand::IssueCode { nonce }
}

pub(super) fn confirm(code: &str) -> EnrollmentCommand {
    let guess = SubmittedCode::parse(code).expect("a code");
    EnrollmentCommand::ConfirmCode { guess }
}

pub(super) fn wrong_state(state: EnrollmentState) -> Refusal {
    Refusal::WrongState {
        state,
        enrollment_id: None,
    }
}
