//! Histories for the tests: events as the log would number them, one a minute.

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{
    AccountEvent, ChallengeEvent, ChallengeId, ChallengePurpose, EnrollmentEvent, EnrollmentId,
    Event, LoggedEvent, MailProvider, Method, Profile, Sealed, StreamId,
};
use uuid::Uuid;

/// The setup that most tests are about.
pub(crate) const SETUP: EnrollmentId = EnrollmentId(Uuid::from_u128(1));

/// The challenge that most tests are about.
pub(crate) const CHALLENGE: ChallengeId = ChallengeId(Uuid::from_u128(3));

/// When the event at this position was recorded.
pub(crate) fn minute(position: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(position)
}

pub(crate) fn sealed(text: &str) -> Sealed {
    Sealed(text.to_owned())
}

/// A history of one account, from its first event on.
pub(crate) fn history(events: impl IntoIterator<Item = (StreamId, Event)>) -> Vec<LoggedEvent> {
    (1..)
        .zip(events)
        .map(|(position, (stream, event))| LoggedEvent {
            position,
            event_id: Uuid::from_u128(position.unsigned_abs().into()),
            recorded_at: minute(position),
            stream,
            version: position,
            account_id: "demo".parse().expect("an account id"),
            account_version: position,
            event,
        })
        .collect()
}

pub(crate) fn account(event: AccountEvent) -> (StreamId, Event) {
    (StreamId::new("account", "demo"), event.into())
}

pub(crate) fn setup(enrollment_id: EnrollmentId, event: EnrollmentEvent) -> (StreamId, Event) {
    let stream = StreamId::new("enrollment", enrollment_id.to_string());
    (stream, event.into())
}

pub(crate) fn challenge(event: ChallengeEvent) -> (StreamId, Event) {
    let stream = StreamId::new("challenge", CHALLENGE.to_string());
    (stream, event.into())
}

pub(crate) fn registered() -> (StreamId, Event) {
    account(AccountEvent::AccountRegistered {
        account_id: "demo".parse().expect("an account id"),
        profile: Profile {
            address: sealed("contact"),
            mail_provider: MailProvider::Other,
            display_name: None,
            locale: None,
            time_zone: None,
            hosted_domains: None,
            active: true,
        },
    })
}

pub(crate) fn started(enrollment_id: EnrollmentId) -> (StreamId, Event) {
    let event = EnrollmentEvent::SetupStarted {
        enrollment_id,
        account_id: "demo".parse().expect("an account id"),
        method: Method::Email,
        started_at: minute(0),
        setup_expires_at: minute(30),
    };
    setup(enrollment_id, event)
}

pub(crate) fn password_verified() -> (StreamId, Event) {
    let setup_expires_at = minute(30);
    setup(
        SETUP,
        EnrollmentEvent::PasswordVerified { setup_expires_at },
    )
}

pub(crate) fn code_sent(number: u32) -> (StreamId, Event) {
    setup(SETUP, EnrollmentEvent::CodeSent { number })
}

pub(crate) fn code_confirmed() -> (StreamId, Event) {
    let event = EnrollmentEvent::CodeConfirmed {
        number: 1,
        address: sealed("proven"),
        setup_expires_at: minute(30),
    };
    setup(SETUP, event)
}

pub(crate) fn activated() -> (StreamId, Event) {
    setup(
        SETUP,
        EnrollmentEvent::EnrollmentActivated {
            method: Method::Email,
        },
    )
}

pub(crate) fn disabled(enrollment_id: EnrollmentId) -> (StreamId, Event) {
    let challenge_id = CHALLENGE;
    setup(
        enrollment_id,
        EnrollmentEvent::EnrollmentDisabled { challenge_id },
    )
}

pub(crate) fn opened(purpose: ChallengePurpose) -> (StreamId, Event) {
    challenge(ChallengeEvent::ChallengeOpened {
        challenge_id: CHALLENGE,
        account_id: "demo".parse().expect("an account id"),
        purpose,
        action: None,
        enrollment_id: SETUP,
        address: sealed("proven"),
        opened_at: Some(minute(0)),
        challenge_expires_at: minute(30),
    })
}

pub(crate) fn passed(purpose: ChallengePurpose) -> (StreamId, Event) {
    challenge(ChallengeEvent::CodeConfirmed {
        number: 1,
        purpose,
        enrollment_id: SETUP,
        confirmed_at: minute(5),
        assertion_expires_at: minute(10),
    })
}
