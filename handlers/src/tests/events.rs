//! The events that tests are told with, all of one account, its one enrollment and challenge.

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{
    AccountEvent, AccountId, Algorithm, ChallengeEvent, ChallengeId, ChallengePurpose, Delivery,
    EnrollmentEvent, EnrollmentId, Event, IssuedCode, KeyId, LockReason, MailProvider, Method,
    Nonce, Profile, Rejection, Sealed,
};

/// 14:00 in Kuala Lumpur.
pub(super) fn start() -> DateTime<Utc> {
    "2026-03-04T06:00:00Z".parse().expect("a moment")
}

pub(super) fn minute(minutes: i64) -> DateTime<Utc> {
    start() + TimeDelta::minutes(minutes)
}

pub(super) fn sealed(text: &str) -> Sealed {
    Sealed(format!("sealed:{text}"))
}

pub(super) fn enrollment_id() -> EnrollmentId {
    "0190b7c0-0000-7000-8000-000000000001"
        .parse()
        .expect("a UUID")
}

pub(super) fn challenge_id() -> ChallengeId {
    "0190b7c0-0000-7000-8000-00000000000c"
        .parse()
        .expect("a UUID")
}

pub(super) fn account_id() -> AccountId {
    "customer-1".parse().expect("an account id")
}

pub(super) fn registered() -> Event {
    Event::Account(AccountEvent::AccountRegistered {
        account_id: account_id(),
        profile: Profile {
            address: sealed("aisha"),
            mail_provider: MailProvider::Other,
            display_name: Some(sealed("Aisha")),
            locale: None,
            time_zone: Some("Asia/Kuala_Lumpur".to_owned()),
            hosted_domains: None,
            active: true,
        },
    })
}

/// Aisha's account has this locale now.
pub(super) fn speaks(locale: &str) -> Event {
    Event::Account(AccountEvent::ProfileChanged {
        display_name: Some(sealed("Aisha")),
        locale: Some(locale.to_owned()),
        time_zone: Some("Asia/Kuala_Lumpur".to_owned()),
        hosted_domains: None,
    })
}

pub(super) fn address_changed(local: &str) -> Event {
    Event::Account(AccountEvent::AddressChanged {
        address: sealed(local),
        mail_provider: MailProvider::Other,
    })
}

pub(super) fn locked(reason: LockReason, locked_until: DateTime<Utc>) -> Event {
    Event::Account(AccountEvent::AccountLocked {
        reason,
        locked_until,
    })
}

pub(super) fn erased() -> Event {
    Event::Account(AccountEvent::AccountErased {})
}

/// An enrollment up to its verified password.
pub(super) fn setup() -> Vec<Event> {
    vec![
        Event::Enrollment(EnrollmentEvent::SetupStarted {
            enrollment_id: enrollment_id(),
            account_id: account_id(),
            method: Method::Email,
            started_at: start(),
            setup_expires_at: minute(30),
        }),
        Event::Enrollment(EnrollmentEvent::PasswordVerified {
            setup_expires_at: minute(31),
        }),
    ]
}

/// The code of that number: issued in that minute, dead ten minutes later.
pub(super) fn issued(number: u32) -> Event {
    Event::Enrollment(EnrollmentEvent::CodeIssued {
        code: code(number),
        setup_expires_at: minute(i64::from(number) + 30),
    })
}

fn code(number: u32) -> IssuedCode {
    let at = minute(i64::from(number));
    IssuedCode {
        number,
        nonce: Nonce([u8::try_from(number).expect("a small number"); 32]),
        key_id: KeyId("k1".to_owned()),
        algorithm: Algorithm { digits: 6 },
        recipient: sealed("aisha"),
        issued_at: at,
        expires_at: at + TimeDelta::minutes(10),
        resend_at: at + TimeDelta::minutes(1),
        attempts_left: 5,
        delivery: Delivery::Queued,
    }
}

pub(super) fn confirmed() -> Event {
    Event::Enrollment(EnrollmentEvent::CodeConfirmed {
        number: 1,
        address: sealed("aisha"),
        setup_expires_at: minute(32),
    })
}

pub(super) fn expired() -> Event {
    Event::Enrollment(EnrollmentEvent::SetupExpired {})
}

pub(super) fn activated() -> Event {
    Event::Enrollment(EnrollmentEvent::EnrollmentActivated {
        method: Method::Email,
    })
}

/// An enrollment with its first code just issued.
pub(super) fn awaiting_code() -> Vec<Event> {
    [setup(), vec![issued(1)]].concat()
}

/// An enrollment that ended with its code confirmed and *Okay* not clicked.
pub(super) fn unfinished() -> Vec<Event> {
    [awaiting_code(), vec![confirmed(), expired()]].concat()
}

/// An enrollment just activated.
pub(super) fn active() -> Vec<Event> {
    [awaiting_code(), vec![confirmed(), activated()]].concat()
}

/// Two-factor was switched off.
pub(super) fn disabled() -> Event {
    Event::Enrollment(EnrollmentEvent::EnrollmentDisabled {
        challenge_id: challenge_id(),
    })
}

/// A challenge, opened at the start.
pub(super) fn opened(purpose: ChallengePurpose) -> Event {
    Event::Challenge(ChallengeEvent::ChallengeOpened {
        challenge_id: challenge_id(),
        account_id: account_id(),
        purpose,
        action: None,
        enrollment_id: enrollment_id(),
        address: sealed("aisha"),
        opened_at: Some(minute(0)),
        challenge_expires_at: minute(15),
    })
}

/// The challenge's code of that number: issued in that minute, dead ten minutes later.
pub(super) fn challenge_issued(number: u32) -> Event {
    Event::Challenge(ChallengeEvent::CodeIssued {
        code: code(number),
        challenge_expires_at: minute(i64::from(number) + 15),
    })
}

/// A guess at the challenge's first code, with so many wrong ones in a row by now.
pub(super) fn challenge_rejected(rejection: Rejection, wrong_codes: u32) -> Event {
    Event::Challenge(ChallengeEvent::CodeRejected {
        number: 1,
        rejection,
        attempts_left: 2,
        wrong_codes,
    })
}

pub(super) fn challenge_confirmed(purpose: ChallengePurpose) -> Event {
    Event::Challenge(ChallengeEvent::CodeConfirmed {
        number: 1,
        purpose,
        enrollment_id: enrollment_id(),
        confirmed_at: minute(2),
        assertion_expires_at: minute(7),
    })
}

/// Two-factor is on, and a challenge has its first code just issued.
pub(super) fn challenged(purpose: ChallengePurpose) -> Vec<Event> {
    [active(), vec![opened(purpose), challenge_issued(1)]].concat()
}
