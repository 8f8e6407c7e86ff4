//! What a log tells, whichever aggregate its events stand in.

use chrono::{DateTime, Utc};
use countersign_domain::{
    AccountEvent, ChallengeEvent, ChallengePurpose, EnrollmentEvent, Event, IssuedCode, LockReason,
    Rejection, Sealed, StreamId,
};

/// Some events of an account, in its order.
pub(super) type Log = [(StreamId, Event)];

/// What an event says of a code.
pub(super) enum OfCode {
    Issued(Box<IssuedCode>),
    Rejected { number: u32, rejection: Rejection },
    Confirmed { number: u32 },
}

/// What two-factor is on by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Protected {
    /// The enrollment's stream.
    pub(super) by: StreamId,
    /// The mailbox it proved.
    pub(super) mailbox: Sealed,
}

/// How a challenge was opened.
pub(super) struct Opened {
    pub(super) purpose: ChallengePurpose,
    /// The stream of the enrollment that two-factor was on by.
    pub(super) under: StreamId,
    pub(super) mailbox: Sealed,
}

pub(super) fn of_code(event: &Event) -> Option<OfCode> {
    Some(match event {
        Event::Enrollment(EnrollmentEvent::CodeIssued { code, .. })
        | Event::Challenge(ChallengeEvent::CodeIssued { code, .. }) => {
            OfCode::Issued(Box::new(code.clone()))
        }
        Event::Enrollment(EnrollmentEvent::CodeRejected {
            number, rejection, ..
        })
        | Event::Challenge(ChallengeEvent::CodeRejected {
            number, rejection, ..
        }) => OfCode::Rejected {
            number: *number,
            rejection: *rejection,
        },
        Event::Enrollment(EnrollmentEvent::CodeConfirmed { number, .. })
        | Event::Challenge(ChallengeEvent::CodeConfirmed { number, .. }) => {
            OfCode::Confirmed { number: *number }
        }
        _ => return None,
    })
}

/// What is said of codes in one stream.
pub(super) fn codes_in<'a>(
    log: &'a Log,
    stream: &'a StreamId,
) -> impl DoubleEndedIterator<Item = OfCode> + 'a {
    let here = log.iter().filter(move |(of, _)| of == stream);
    here.filter_map(|(_, event)| of_code(event))
}

/// What two-factor is on by after this, and since which event.
pub(super) fn protected(log: &Log) -> Option<(usize, Protected)> {
    log.iter()
        .enumerate()
        .rev()
        .find_map(|(index, (stream, event))| match event {
            Event::Enrollment(EnrollmentEvent::EnrollmentActivated { .. }) => {
                let mailbox = proven(&log[..index], stream).expect("a proven mailbox");
                let by = stream.clone();
                Some(Some((index, Protected { by, mailbox })))
            }
            Event::Enrollment(EnrollmentEvent::EnrollmentDisabled { .. })
            | Event::Account(AccountEvent::AccountErased {}) => Some(None),
            _ => None,
        })
        .flatten()
}

fn proven(log: &Log, enrollment: &StreamId) -> Option<Sealed> {
    log.iter().find_map(|(stream, event)| match event {
        Event::Enrollment(EnrollmentEvent::CodeConfirmed { address, .. })
            if stream == enrollment =>
        {
            Some(address.clone())
        }
        _ => None,
    })
}

pub(super) fn opened(log: &Log, challenge: &StreamId) -> Option<(usize, Opened)> {
    log.iter()
        .enumerate()
        .find_map(|(index, (stream, event))| match event {
            Event::Challenge(ChallengeEvent::ChallengeOpened {
                purpose,
                enrollment_id,
                address,
                ..
            }) if stream == challenge => {
                let opened = Opened {
                    purpose: *purpose,
                    under: crate::rules::scene::enrollment_stream(*enrollment_id),
                    mailbox: address.clone(),
                };
                Some((index, opened))
            }
            _ => None,
        })
}

/// When the last lock for that reason ends, unless it was lifted.
pub(super) fn locked_until(log: &Log, of: LockReason) -> Option<DateTime<Utc>> {
    let lock = log.iter().rev().find_map(|(_, event)| match event {
        Event::Account(AccountEvent::AccountUnlocked {}) => Some(None),
        Event::Account(AccountEvent::AccountLocked {
            reason,
            locked_until,
        }) if *reason == of => Some(Some(*locked_until)),
        _ => None,
    });
    lock.flatten()
}

/// Wrong codes in a row, over all streams, since the last right one, lock or help of support.
pub(super) fn wrong_codes(log: &Log) -> usize {
    let ends_the_row = |event: &Event| {
        matches!(
            event,
            Event::Account(
                AccountEvent::AccountUnlocked {}
                    | AccountEvent::AccountLocked {
                        reason: LockReason::WrongCodes,
                        ..
                    }
            )
        ) || matches!(of_code(event), Some(OfCode::Confirmed { .. }))
    };
    let row = log.iter().rev().map(|(_, event)| event);
    row.take_while(|event| !ends_the_row(event))
        .filter(|event| {
            matches!(
                of_code(event),
                Some(OfCode::Rejected {
                    rejection: Rejection::Wrong,
                    ..
                })
            )
        })
        .count()
}
