//! What an instance keeps from its own last commit never decides what it should not.

use chrono::TimeDelta;
use countersign::{keys::MasterKey, store::ExecuteError};
use countersign_domain::{EnrollmentCommand, Policy, Refusal};
use countersign_tests::{
    database::TestDatabase,
    engine::{Engine, wrong_codes},
};

async fn two_instances() -> (TestDatabase, Engine, Engine) {
    let database = TestDatabase::create().await;
    let master = MasterKey::generate();
    let one = Engine::start(&database, &master, Policy::default()).await;
    let other = Engine::start(&database, &master, Policy::default()).await;
    one.put_account("demo", "demo@example.com").await;
    (database, one, other)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_of_a_kept_state_is_compared_with_the_databases() {
    let (database, one, _other) = two_instances().await;
    let (enrollment_id, code) = one.awaiting_code("demo").await;
    database.shift_clock(TimeDelta::minutes(11)).await;
    let late = one.confirm(enrollment_id, &code).await;
    assert!(
        matches!(
            late,
            Err(ExecuteError::Refused(Refusal::ExpiredCode { .. }))
        ),
        "an expired code was accepted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_instance_appended_is_seen() {
    let (_database, one, other) = two_instances().await;
    let (enrollment_id, code) = one.awaiting_code("demo").await;
    let wrong = &wrong_codes(&[&code], 1)[0];
    for (engine, left) in [(&other, 4), (&one, 3), (&other, 2), (&one, 1)] {
        let rejected = engine.confirm(enrollment_id, wrong).await;
        assert!(
            matches!(rejected, Err(ExecuteError::Refused(Refusal::WrongCode { attempts_left, .. }))
                if attempts_left == left),
            "a guess was not counted"
        );
    }
    let cancelled = other.submit(enrollment_id, EnrollmentCommand::Cancel).await;
    cancelled.expect("the setup is given up");
    let late = one.confirm(enrollment_id, &code).await;
    assert!(
        matches!(late, Err(ExecuteError::Refused(Refusal::WrongState { .. }))),
        "a code was accepted after the end"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_address_elsewhere_voids_the_code_here() {
    let (_database, one, other) = two_instances().await;
    let (enrollment_id, code) = one.awaiting_code("demo").await;
    other.put_account("demo", "thief@example.com").await;
    let late = one.confirm(enrollment_id, &code).await;
    assert!(
        matches!(late, Err(ExecuteError::Refused(Refusal::NoLiveCode { .. }))),
        "a code proved a mailbox it was not sent to"
    );
}
