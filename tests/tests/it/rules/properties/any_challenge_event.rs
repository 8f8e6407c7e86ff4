//! Any event of a challenge at all, also where it could never happen.

use countersign_domain::{
    Action, Algorithm, ChallengeEvent, ChallengePurpose, Delivery, IssuedCode, KeyId, Nonce,
};
use proptest::{prelude::*, sample::select};

use super::any_event::{any_number, any_reason, any_rejection, any_sealed, any_time};
use crate::rules::{
    given::{account_id, enrollment},
    given_challenge::{action, challenge},
};

pub(in crate::rules) fn any_challenge_event() -> impl Strategy<Value = ChallengeEvent> {
    use ChallengeEvent as E;
    prop_oneof![
        any_opening(),
        (any_issued_code(), any_time()).prop_map(|(code, challenge_expires_at)| E::CodeIssued {
            code,
            challenge_expires_at,
        }),
        any_number().prop_map(|number| E::CodeSent { number }),
        (any_number(), any_reason()).prop_map(|(number, reason)| E::CodeNotSent { number, reason }),
        (any_number(), any_rejection(), any::<u32>(), any::<u32>()).prop_map(
            |(number, rejection, attempts_left, wrong_codes)| E::CodeRejected {
                number,
                rejection,
                attempts_left,
                wrong_codes,
            }
        ),
        any_confirmation(),
        Just(E::ChallengeCancelled {}),
        Just(E::ChallengeExpired {}),
        Just(E::ChallengeLocked {}),
    ]
}

pub(super) fn any_purpose() -> impl Strategy<Value = ChallengePurpose> {
    select(ChallengePurpose::ALL)
}

fn any_action() -> impl Strategy<Value = Action> {
    "[A-Za-z0-9._~:/-]{1,64}".prop_map(|name| action(&name))
}

fn any_opening() -> impl Strategy<Value = ChallengeEvent> {
    (
        (1..4_u8, 1..4_u8),
        any_purpose(),
        prop::option::of(any_action()),
        any_sealed(),
        (prop::option::of(any_time()), any_time()),
    )
        .prop_map(
            |((number, under), purpose, action, address, (opened_at, challenge_expires_at))| {
                ChallengeEvent::ChallengeOpened {
                    challenge_id: challenge(number),
                    account_id: account_id(),
                    purpose,
                    action,
                    enrollment_id: enrollment(under),
                    address,
                    opened_at,
                    challenge_expires_at,
                }
            },
        )
}

fn any_confirmation() -> impl Strategy<Value = ChallengeEvent> {
    (any_number(), any_purpose(), 1..4_u8, any_time(), any_time()).prop_map(
        |(number, purpose, under, confirmed_at, assertion_expires_at)| {
            ChallengeEvent::CodeConfirmed {
                number,
                purpose,
                enrollment_id: enrollment(under),
                confirmed_at,
                assertion_expires_at,
            }
        },
    )
}

pub(super) fn any_issued_code() -> impl Strategy<Value = IssuedCode> {
    (
        (any_time(), any_time(), any_time()),
        (0..4_u32, any::<u32>(), 6..=8_u32),
        any::<[u8; 32]>(),
        any::<String>(),
        any_sealed(),
    )
        .prop_map(|(times, numbers, nonce, key, recipient)| {
            let (issued_at, expires_at, resend_at) = times;
            let (number, attempts_left, digits) = numbers;
            IssuedCode {
                number,
                nonce: Nonce(nonce),
                key_id: KeyId(key),
                algorithm: Algorithm { digits },
                recipient,
                issued_at,
                expires_at,
                resend_at,
                attempts_left,
                delivery: Delivery::Queued,
            }
        })
}
