//! Reads reflect one's own writes, and projections equal a replay from zero.

use countersign::keys::MasterKey;
use countersign_domain::{ChallengePurpose, Policy};
use countersign_projections::TwoFactor;
use countersign_tests::{
    database::TestDatabase,
    engine::{Engine, wrong_codes},
};

use super::read_models::require_equal_to_a_replay;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn security_reflects_every_command_at_once() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    engine.put_account("demo", "demo@example.com").await;
    let account_id = "demo".parse().expect("an account id");
    let two_factor = async || {
        let reading = engine.reads.security(&account_id).await.expect("in time");
        reading.expect("registered").security.two_factor
    };
    assert!(matches!(two_factor().await, TwoFactor::Off));
    let (enrollment_id, right) = engine.awaiting_code("demo").await;
    assert!(matches!(two_factor().await, TwoFactor::SettingUp { .. }));
    engine
        .confirm(enrollment_id, &right)
        .await
        .expect("the code is right");
    assert!(
        matches!(two_factor().await, TwoFactor::SettingUp { .. }),
        "Okay is still to come"
    );
    let acknowledge = countersign_domain::EnrollmentCommand::Acknowledge;
    engine
        .submit(enrollment_id, acknowledge)
        .await
        .expect("it is on");
    assert!(matches!(two_factor().await, TwoFactor::On { .. }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_rebuild_equals_what_it_replaces_and_is_never_seen_half_done() {
    let database = TestDatabase::create().await;
    let engine = Engine::start(&database, &MasterKey::generate(), Policy::default()).await;
    for number in 0..20 {
        let account_id = format!("account-{number}");
        engine.put_account(&account_id, "someone@example.com").await;
        let (enrollment_id, right) = engine.awaiting_code(&account_id).await;
        engine
            .confirm(enrollment_id, &right)
            .await
            .expect("the code is right");
        engine
            .reads
            .security(&account_id.parse().expect("an id"))
            .await
            .expect("in time");
    }
    let protected = engine.switch_on("protected").await;
    let challenge_id = engine
        .challenge("protected", ChallengePurpose::StepUp)
        .await;
    let right = engine.code_of(challenge_id).await;
    let [wrong] = &wrong_codes(&[&right], 1)[..] else {
        panic!("one was asked for")
    };
    let refused = engine.answer(challenge_id, wrong).await;
    assert!(refused.is_err(), "the code is wrong");
    let passed = engine.answer(challenge_id, &right).await;
    passed.expect("the code is right");
    engine.switch_off("protected", protected).await;
    let [accounts, enrollments, challenges, timers] = require_equal_to_a_replay(&database).await;
    assert_eq!((accounts, enrollments), (21, 21));
    assert_eq!((challenges, timers), (2, 20));
}
