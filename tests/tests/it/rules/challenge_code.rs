//! Entering a challenge's code.

use chrono::TimeDelta;
use countersign_domain::{
    Algorithm, Binding, ChallengeEvent, ChallengePurpose as Purpose, ChallengeState as State,
    KeyId, NoLiveCode, Purpose as CodePurpose, Refusal, Rejection,
};

use super::{
    given::{account_id, address_changed, enrollment, first_address, mailbox, minute, nonce},
    given_challenge::{
        SECOND, asked, challenge, challenge_is, code_confirmed, code_issued, code_rejected,
        confirm_code, issue_code, open, wrong_code,
    },
    scene::Scene,
};

fn first_code(scene: &Scene) -> String {
    scene.challenge_code(1, 1).expect("the first code")
}

/// Code 1 was superseded by code 2 in minute 12.
fn two_codes() -> Scene {
    Scene::challenged(Purpose::SignIn)
        .and_challenged(1, [code_issued(2, minute(12))])
        .at(minute(12))
}

#[test]
fn the_right_code_passes_the_challenge_and_counts_for_five_minutes() {
    for purpose in Purpose::ALL {
        let scene = Scene::challenged(*purpose).at(minute(12));
        scene
            .when_challenged(confirm_code(&first_code(&scene)))
            .then_expect_events(vec![code_confirmed(1, *purpose, minute(12))]);
        let mut scene = scene;
        scene.policy.assertion_lifetime = TimeDelta::seconds(90);
        scene
            .when_challenged(confirm_code(&first_code(&scene)))
            .then_expect_events(vec![ChallengeEvent::CodeConfirmed {
                number: 1,
                purpose: *purpose,
                enrollment_id: enrollment(1),
                confirmed_at: minute(12),
                assertion_expires_at: minute(12) + TimeDelta::seconds(90),
            }]);
    }
}

#[test]
fn the_right_code_works_once() {
    let mut scene = Scene::challenged(Purpose::SignIn);
    let code = first_code(&scene);
    assert_eq!(scene.answer(1, &code), None);
    assert_eq!(scene.answer(1, &code), Some(challenge_is(State::Passed)));
}

#[test]
fn the_fifth_wrong_guess_kills_the_code_and_the_next_one_takes_five_again() {
    let mut scene = Scene::challenged(Purpose::SignIn);
    let wrong = scene.wrong_guess();
    for attempts_left in [4, 3, 2, 1, 0] {
        assert_eq!(scene.answer(1, &wrong), Some(wrong_code(attempts_left)));
        let (_, recorded) = scene.log.last().expect("a log");
        let event = code_rejected(1, attempts_left, 5 - attempts_left);
        assert_eq!(*recorded, event.into());
    }
    for guess in [first_code(&scene), wrong.clone()] {
        scene
            .when_challenged(confirm_code(&guess))
            .then_expect_error(Refusal::NoLiveCode {
                reason: NoLiveCode::UsedUp,
                resend_at: minute(11),
            });
    }
    let mut scene = scene.at(minute(11));
    let done = scene.submit_challenge(1, &issue_code(2));
    assert_eq!(done, Ok((vec![code_issued(2, minute(11)).into()], None)));
    assert_eq!(scene.answer(1, &wrong), Some(wrong_code(4)));
}

#[test]
fn a_code_works_for_ten_minutes_and_is_neither_compared_nor_counted_then() {
    let scene = Scene::challenged(Purpose::SignIn).at(minute(20) - SECOND);
    let code = first_code(&scene);
    scene
        .when_challenged(confirm_code(&code))
        .then_expect_events(vec![code_confirmed(
            1,
            Purpose::SignIn,
            minute(20) - SECOND,
        )]);
    for after in [minute(20), minute(20) + SECOND] {
        let scene = scene.clone().at(after);
        for guess in [code.clone(), scene.wrong_guess()] {
            scene
                .when_challenged(confirm_code(&guess))
                .then_expect_error(Refusal::ExpiredCode { resend_at: after });
        }
    }
}

#[test]
fn an_earlier_code_costs_a_guess_and_is_told_apart_and_not_counted_by_the_account() {
    let mut scene = two_codes();
    let earlier = first_code(&scene);
    for attempts_left in [4, 3, 2, 1, 0] {
        let told = scene.answer(1, &earlier);
        let superseded = Refusal::SupersededCode {
            attempts_left,
            newer_code_sent_at: minute(12),
        };
        assert_eq!(told, Some(superseded));
        let (_, recorded) = scene.log.last().expect("a log");
        let event = ChallengeEvent::CodeRejected {
            number: 2,
            rejection: Rejection::Superseded,
            attempts_left,
            wrong_codes: 0,
        };
        assert_eq!(*recorded, event.into());
    }
    assert_eq!(scene.limits.wrong_codes(), 0);
    let newest = scene.challenge_code(1, 2).expect("the second code");
    scene
        .when_challenged(confirm_code(&newest))
        .then_expect_error(Refusal::NoLiveCode {
            reason: NoLiveCode::UsedUp,
            resend_at: minute(13),
        });
}

#[test]
fn only_the_newest_code_works_and_only_it_is_mailed() {
    let scene = two_codes();
    let newest = scene.challenge_code(1, 2).expect("the second code");
    scene
        .when_challenged(confirm_code(&newest))
        .then_expect_events(vec![code_confirmed(2, Purpose::SignIn, minute(12))]);
    let state = &scene.challenges[&challenge(1)];
    let live = |number| state.live_code(number).map(|code| code.number);
    assert_eq!([live(1), live(2), live(3)], [None, Some(2), None]);
}

#[test]
fn without_a_code_there_is_nothing_to_guess_at() {
    let scene = Scene::active()
        .and_challenged(1, [asked(1, Purpose::SignIn, minute(10))])
        .at(minute(10));
    scene
        .when_challenged(confirm_code("123456"))
        .then_expect_error(Refusal::NoLiveCode {
            reason: NoLiveCode::NotIssued,
            resend_at: minute(10),
        });
    scene
        .when_challenged(issue_code(1))
        .then_expect_events(vec![code_issued(1, minute(10))]);
}

#[test]
fn a_guess_of_another_length_is_no_guess_and_a_destroyed_key_costs_none() {
    let mut scene = Scene::challenged(Purpose::SignIn);
    for guess in ["1234567", "12345678"] {
        scene
            .when_challenged(confirm_code(guess))
            .then_expect_error(Refusal::MalformedCode { digits: 6 });
    }
    let code = first_code(&scene);
    scene.code_keys.keys.remove(&KeyId("k1".to_owned()));
    scene
        .when_challenged(confirm_code(&code))
        .then_expect_error(Refusal::NoLiveCode {
            reason: NoLiveCode::KeyDestroyed,
            resend_at: minute(11),
        });
}

/// Each of them was derived from the very same issue, but for one thing that it is bound to.
#[test]
fn a_code_of_another_purpose_account_challenge_or_enrollment_is_wrong() {
    let stranger = "customer-2".parse().expect("an account id");
    let ours = account_id();
    let here = challenge(1).0;
    let sign_in = CodePurpose::Challenge(Purpose::SignIn);
    let others = [
        (&stranger, sign_in, here),
        (&ours, CodePurpose::Challenge(Purpose::StepUp), here),
        (&ours, CodePurpose::Challenge(Purpose::Disable), here),
        (&ours, CodePurpose::Enrollment, here),
        (&ours, CodePurpose::Enrollment, enrollment(1).0),
        (&ours, sign_in, challenge(2).0),
        (&ours, sign_in, enrollment(1).0),
    ];
    let scene = Scene::challenged(Purpose::SignIn);
    let state = &scene.challenges[&challenge(1)];
    let issued = state.live_code(1).expect("the first code");
    let recipient = mailbox(&first_address());
    let code = |account_id, purpose, aggregate_id| {
        let binding = Binding {
            account_id,
            purpose,
            aggregate_id,
            issued,
            recipient: &recipient,
        };
        let code = scene.code_keys.derive(&binding).expect("the key is there");
        code.expose().to_owned()
    };
    assert_eq!(code(&ours, sign_in, here), first_code(&scene));
    for (account_id, purpose, aggregate_id) in others {
        let told = scene
            .clone()
            .answer(1, &code(account_id, purpose, aggregate_id));
        assert_eq!(told, Some(wrong_code(4)), "{account_id} {purpose:?}");
    }
}

#[test]
fn a_code_of_the_setup_or_of_a_challenge_beside_is_wrong_in_this_one() {
    let mut scene = Scene::challenged(Purpose::StepUp).at(minute(11));
    let opened = scene.submit_challenge(2, &open(2, Purpose::StepUp));
    opened.expect("a second challenge");
    let beside = scene.challenge_code(2, 1).expect("its code");
    let of_the_setup = scene.code(1, 1).expect("the setup's code");
    assert_eq!(scene.answer(1, &beside), Some(wrong_code(4)));
    assert_eq!(scene.answer(1, &of_the_setup), Some(wrong_code(3)));
    assert_eq!(scene.answer(2, &beside), None);
    let own = first_code(&scene);
    assert_eq!(scene.answer(1, &own), None);
}

#[test]
fn a_challenges_code_is_wrong_in_a_setup() {
    let mut scene = Scene::awaiting_code();
    let state = &scene.enrollments[&enrollment(1)];
    let issued = state.live_code(1).expect("the first code");
    let recipient = mailbox(&first_address());
    let codes: Vec<_> = Purpose::ALL
        .iter()
        .map(|purpose| {
            let binding = Binding {
                account_id: &account_id(),
                purpose: CodePurpose::Challenge(*purpose),
                aggregate_id: enrollment(1).0,
                issued,
                recipient: &recipient,
            };
            let code = scene.code_keys.derive(&binding).expect("the key is there");
            code.expose().to_owned()
        })
        .collect();
    for (code, attempts_left) in codes.iter().zip([4, 3, 2]) {
        assert_eq!(scene.enter(code), Some(wrong_code(attempts_left)));
    }
}

#[test]
fn codes_go_on_to_the_proven_mailbox_and_work_after_the_address_changed() {
    let mut scene = Scene::challenged(Purpose::SignIn)
        .and([address_changed("aisha@elsewhere.example", 2)])
        .at(minute(12));
    scene
        .when_challenged(confirm_code(&first_code(&scene)))
        .then_expect_events(vec![code_confirmed(1, Purpose::SignIn, minute(12))]);
    let done = scene.submit_challenge(1, &issue_code(2));
    assert_eq!(done, Ok((vec![code_issued(2, minute(12)).into()], None)));
    let newest = scene.challenge_code(1, 2).expect("the second code");
    assert_eq!(scene.answer(1, &newest), None);
}

#[test]
fn a_code_is_issued_under_the_key_of_now_as_the_settings_say() {
    let mut scene = Scene::challenged(Purpose::SignIn).at(minute(12));
    scene.code_keys.current = KeyId("k0".to_owned());
    scene.policy.code_digits = 8;
    scene.policy.guesses_per_code = 3;
    let events = scene
        .when_challenged(issue_code(9))
        .inspect_result()
        .expect("a code");
    let [ChallengeEvent::CodeIssued { code, .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!((code.number, code.nonce), (2, nonce(9)));
    assert_eq!(code.key_id, KeyId("k0".to_owned()));
    assert_eq!(code.algorithm, Algorithm { digits: 8 });
    assert_eq!(code.attempts_left, 3);
}
