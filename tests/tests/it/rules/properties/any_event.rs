//! Any event at all, also where it could never happen.

use chrono::{DateTime, TimeDelta, Utc};
use countersign_domain::{
    AccountEvent, EnrollmentEvent, Event, LockReason, MailProvider, Method, NotSentReason, Profile,
    Rejection, Sealed, StreamId,
};
use proptest::prelude::*;

use super::any_challenge_event::{any_challenge_event, any_issued_code};
use crate::rules::{
    given::{account_id, enrollment, start},
    given_challenge::{challenge, disabled},
    scene::{account_stream, enrollment_stream},
    scene_challenge::challenge_stream,
};

/// A century around the start, forwards and backwards, down to the microsecond, and now and then
/// the first or last moment there is.
pub(super) fn any_time() -> impl Strategy<Value = DateTime<Utc>> {
    const CENTURY_MICROSECONDS: i64 = 100 * 365 * 24 * 3_600 * 1_000_000;
    let usual = (-CENTURY_MICROSECONDS..CENTURY_MICROSECONDS)
        .prop_map(|microseconds| start() + TimeDelta::microseconds(microseconds));
    let ends = vec![DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
    prop_oneof![8 => usual, 1 => proptest::sample::select(ends)]
}

pub(super) fn any_sealed() -> impl Strategy<Value = Sealed> {
    any::<String>().prop_map(Sealed)
}

fn any_text() -> impl Strategy<Value = Option<String>> {
    any::<Option<String>>()
}

pub(in crate::rules) fn any_account_event() -> impl Strategy<Value = AccountEvent> {
    let provider = || prop_oneof![Just(MailProvider::Google), Just(MailProvider::Other)];
    let profile = (
        any_sealed(),
        provider(),
        any_text(),
        any_text(),
        any_text(),
        any_text(),
        any::<bool>(),
    )
        .prop_map(
            |(address, mail_provider, name, locale, time_zone, domains, active)| Profile {
                address,
                mail_provider,
                display_name: name.map(Sealed),
                locale,
                time_zone,
                hosted_domains: domains.map(Sealed),
                active,
            },
        );
    let reason = prop_oneof![
        Just(LockReason::WrongCodes),
        Just(LockReason::WrongPasswords)
    ];
    prop_oneof![
        profile.prop_map(|profile| AccountEvent::AccountRegistered {
            account_id: account_id(),
            profile,
        }),
        (any_sealed(), provider()).prop_map(|(address, mail_provider)| {
            AccountEvent::AddressChanged {
                address,
                mail_provider,
            }
        }),
        (any_text(), any_text(), any_text(), any_text()).prop_map(
            |(name, locale, time_zone, domains)| AccountEvent::ProfileChanged {
                display_name: name.map(Sealed),
                locale,
                time_zone,
                hosted_domains: domains.map(Sealed),
            }
        ),
        (reason, any_time()).prop_map(|(reason, locked_until)| AccountEvent::AccountLocked {
            reason,
            locked_until,
        }),
        Just(AccountEvent::PasswordChanged {}),
        Just(AccountEvent::AccountSuspended {}),
        Just(AccountEvent::AccountReinstated {}),
        Just(AccountEvent::AccountUnlocked {}),
        Just(AccountEvent::AccountErased {}),
    ]
}

pub(super) fn any_number() -> impl Strategy<Value = u32> {
    prop_oneof![4 => 0..4_u32, 1 => any::<u32>()]
}

pub(super) fn any_rejection() -> impl Strategy<Value = Rejection> {
    prop_oneof![Just(Rejection::Wrong), Just(Rejection::Superseded)]
}

pub(super) fn any_reason() -> impl Strategy<Value = NotSentReason> {
    prop_oneof![
        Just(NotSentReason::Refused),
        Just(NotSentReason::MailboxUnknown),
        Just(NotSentReason::MailboxLimit)
    ]
}

pub(in crate::rules) fn any_enrollment_event() -> impl Strategy<Value = EnrollmentEvent> {
    use EnrollmentEvent as E;
    let number = any_number;
    let rejection = any_rejection();
    let reason = any_reason();
    prop_oneof![
        (1..4_u8, any_time(), any_time()).prop_map(|(number, started_at, setup_expires_at)| {
            E::SetupStarted {
                enrollment_id: enrollment(number),
                account_id: account_id(),
                method: Method::Email,
                started_at,
                setup_expires_at,
            }
        }),
        any_time().prop_map(|setup_expires_at| E::PasswordVerified { setup_expires_at }),
        any::<u32>().prop_map(|attempts_left| E::PasswordRejected { attempts_left }),
        (any_issued_code(), any_time()).prop_map(|(code, setup_expires_at)| E::CodeIssued {
            code,
            setup_expires_at,
        }),
        number().prop_map(|number| E::CodeSent { number }),
        (number(), reason).prop_map(|(number, reason)| E::CodeNotSent { number, reason }),
        (number(), rejection, any::<u32>()).prop_map(|(number, rejection, attempts_left)| {
            E::CodeRejected {
                number,
                rejection,
                attempts_left,
            }
        }),
        (number(), any_sealed(), any_time()).prop_map(|(number, address, setup_expires_at)| {
            E::CodeConfirmed {
                number,
                address,
                setup_expires_at,
            }
        }),
        Just(E::EnrollmentActivated {
            method: Method::Email
        }),
        Just(E::SetupCancelled {}),
        Just(E::SetupExpired {}),
        Just(E::SetupLocked {}),
        (1..4_u8).prop_map(disabled),
    ]
}

/// Any event in a stream of its aggregate: the account's, or one of three enrollments or
/// challenges.
pub(super) fn any_limits_event() -> impl Strategy<Value = (StreamId, Event)> {
    let enrollments = (1..4_u8, any_enrollment_event())
        .prop_map(|(number, event)| (enrollment_stream(enrollment(number)), event.into()));
    let challenges = (1..4_u8, any_challenge_event())
        .prop_map(|(number, event)| (challenge_stream(challenge(number)), event.into()));
    prop_oneof![
        1 => any_account_event().prop_map(|event| (account_stream(), event.into())),
        3 => enrollments,
        3 => challenges,
    ]
}
