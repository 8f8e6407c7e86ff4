//! The promises of two-factor while it is on, told from the log alone: nobody passes a challenge
//! without its right code, and nobody switches two-factor off without password and code.

use chrono::TimeDelta;
use countersign_domain::{
    Binding, ChallengeEvent, ChallengeId, ChallengePurpose, EnrollmentEvent, Event, Purpose,
    StreamId,
};
use uuid::Uuid;

use super::{
    invariants::within,
    steps::Step,
    told::{Log, OfCode, codes_in, opened, protected, wrong_codes},
};
use crate::rules::{
    given::{account_id, mailbox},
    scene::Scene,
    scene_challenge::challenge_stream,
};

/// The limits, on which decisions rest, know as much of it as the log.
pub(super) fn assert_known(scene: &Scene) {
    let told = protected(&scene.log).map(|(_, protected)| protected.mailbox);
    assert_eq!(scene.protected_by(), told);
}

/// The guess is the newest code of the stream, derived once more, in time.
pub(super) fn is_right(scene: &Scene, past: &Log, stream: &StreamId, guess: &str) -> bool {
    let newest = codes_in(past, stream)
        .rev()
        .find_map(|of_code| match of_code {
            OfCode::Issued(code) => Some(code),
            _ => None,
        });
    let issued = newest.expect("an issued code");
    let purpose = match opened(past, stream) {
        Some((_, opened)) => Purpose::Challenge(opened.purpose),
        None => Purpose::Enrollment,
    };
    let binding = Binding {
        account_id: &account_id(),
        purpose,
        aggregate_id: stream.aggregate_id.parse::<Uuid>().expect("a UUID"),
        issued: &issued,
        recipient: &mailbox(&issued.recipient),
    };
    let code = scene.code_keys.derive(&binding).expect("the key is there");
    scene.now < issued.expires_at && code.expose() == guess
}

pub(super) fn assert_challenge(
    scene: &Scene,
    past: &Log,
    stream: &StreamId,
    event: &ChallengeEvent,
    step: &Step,
) {
    use ChallengeEvent as E;
    match event {
        E::ChallengeOpened {
            purpose, opened_at, ..
        } => {
            assert!(matches!(step, Step::Open(asked) if asked == purpose));
            assert_eq!(*opened_at, Some(scene.now));
            assert_room_for_a_challenge(scene, past);
            let with_this = [past, &[(stream.clone(), event.clone().into())]].concat();
            assert_stands(past, &with_this, stream);
        }
        E::CodeIssued { code, .. } => {
            assert_stands(past, past, stream);
            let (_, protected) = protected(past).expect("two-factor is on");
            assert_eq!(
                code.recipient, protected.mailbox,
                "codes go to the proven one"
            );
        }
        E::CodeRejected {
            wrong_codes: told, ..
        } => {
            assert_stands(past, past, stream);
            assert_in_time(scene, past, stream);
            let with_this = [past, &[(stream.clone(), event.clone().into())]].concat();
            assert_eq!(*told as usize, wrong_codes(&with_this));
        }
        E::CodeConfirmed {
            purpose,
            confirmed_at,
            ..
        } => {
            assert_stands(past, past, stream);
            assert_in_time(scene, past, stream);
            let (_, opened) = opened(past, stream).expect("an opened challenge");
            assert_eq!((*purpose, *confirmed_at), (opened.purpose, scene.now));
        }
        E::ChallengeCancelled {} => assert_in_time(scene, past, stream),
        E::ChallengeExpired {} => assert!(matches!(step, Step::Timer(_))),
        E::CodeSent { .. } | E::CodeNotSent { .. } => return,
        E::ChallengeLocked {} => {}
    }
    assert_not_over(past, stream);
}

fn assert_room_for_a_challenge(scene: &Scene, past: &Log) {
    let opened: Vec<_> = past
        .iter()
        .filter_map(|(_, event)| match event {
            Event::Challenge(ChallengeEvent::ChallengeOpened { opened_at, .. }) => *opened_at,
            _ => None,
        })
        .collect();
    let most = scene.policy.challenges_per_hour as usize;
    assert!(
        within(&opened, scene.now, TimeDelta::hours(1)) < most,
        "hour"
    );
}

/// Two-factor is on by the enrollment that the challenge was opened under.
fn assert_stands(past: &Log, with_its_opening: &Log, challenge: &StreamId) {
    let (_, opened) = opened(with_its_opening, challenge).expect("an opened challenge");
    let (_, protected) = protected(past).expect("two-factor is on");
    assert_eq!(
        (opened.under, opened.mailbox),
        (protected.by, protected.mailbox)
    );
}

fn assert_in_time(scene: &Scene, past: &Log, challenge: &StreamId) {
    let ends_at = past.iter().rev().find_map(|(stream, event)| match event {
        Event::Challenge(
            ChallengeEvent::ChallengeOpened {
                challenge_expires_at,
                ..
            }
            | ChallengeEvent::CodeIssued {
                challenge_expires_at,
                ..
            },
        ) if stream == challenge => Some(*challenge_expires_at),
        _ => None,
    });
    assert!(ends_at.is_some_and(|ends_at| scene.now < ends_at));
}

fn assert_not_over(past: &Log, challenge: &StreamId) {
    let over = past.iter().any(|(stream, event)| {
        stream == challenge
            && matches!(
                event,
                Event::Challenge(
                    ChallengeEvent::CodeConfirmed { .. }
                        | ChallengeEvent::ChallengeCancelled {}
                        | ChallengeEvent::ChallengeExpired {}
                        | ChallengeEvent::ChallengeLocked {}
                )
            )
    });
    assert!(!over, "a challenge ends once");
}

/// Two-factor goes off by the right password, with the proof, and no proof does it twice.
pub(super) fn assert_off_rightly(
    scene: &Scene,
    past: &Log,
    enrollment: &StreamId,
    by: ChallengeId,
    step: &Step,
) {
    assert!(matches!(step, Step::Disable { right: true, .. }));
    assert_proof(scene, past, enrollment, &challenge_stream(by));
    let spent = past.iter().any(|(_, event)| {
        matches!(
            event,
            Event::Enrollment(EnrollmentEvent::EnrollmentDisabled { challenge_id })
                if *challenge_id == by
        )
    });
    assert!(!spent, "a proof is spent");
}

/// A password is looked at only where the code was right.
pub(super) fn assert_tried_rightly(scene: &Scene, past: &Log, enrollment: &StreamId, step: &Step) {
    assert!(matches!(step, Step::Disable { right: false, .. }));
    let streams = scene.challenges.keys().map(|id| challenge_stream(*id));
    let proven = streams.filter(|stream| is_proof(scene, past, enrollment, stream));
    assert!(proven.count() > 0, "a password without a code");
}

fn assert_proof(scene: &Scene, past: &Log, enrollment: &StreamId, challenge: &StreamId) {
    assert!(
        is_proof(scene, past, enrollment, challenge),
        "two-factor went off without a right code for just that"
    );
}

/// The challenge asked to switch off this enrollment, since two-factor is on by it, and its code
/// was right less than five minutes ago.
fn is_proof(scene: &Scene, past: &Log, enrollment: &StreamId, challenge: &StreamId) -> bool {
    let (Some((opened_at, opened)), Some((on_since, protected))) =
        (opened(past, challenge), protected(past))
    else {
        return false;
    };
    let right_at = past.iter().find_map(|(stream, event)| match event {
        Event::Challenge(ChallengeEvent::CodeConfirmed { confirmed_at, .. })
            if stream == challenge =>
        {
            Some(*confirmed_at)
        }
        _ => None,
    });
    opened.purpose == ChallengePurpose::Disable
        && opened.under == *enrollment
        && protected.by == *enrollment
        && opened_at > on_since
        && right_at.is_some_and(|at| scene.now < at + TimeDelta::minutes(5))
}
