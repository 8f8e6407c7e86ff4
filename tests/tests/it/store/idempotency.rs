//! One idempotency key, one event, one answer.

use std::sync::Arc;

use countersign::{
    entropy,
    keys::MasterKey,
    store::{ExecuteError, Executed, IdempotencyKey, Metadata, Ready, Submission},
};
use countersign_domain::{
    Enrollment, EnrollmentCommand, EnrollmentId, Method, Policy, Refusal, SubmittedCode,
};
use countersign_tests::{
    database::TestDatabase,
    engine::{Engine, wrong_codes},
};

fn key(name: &str, fingerprint: &[u8]) -> IdempotencyKey {
    IdempotencyKey {
        owner: "a-portal".to_owned(),
        route: "POST /somewhere".to_owned(),
        key: name.to_owned(),
        fingerprint: fingerprint.to_vec(),
    }
}

/// As HTTP does it: a setup gets a fresh id each time it is asked for.
async fn start_setup(
    engine: &Engine,
    key: IdempotencyKey,
) -> Result<Executed<Enrollment>, ExecuteError> {
    let enrollment_id = EnrollmentId(entropy::new_id());
    let account_id: countersign_domain::AccountId = "demo".parse().expect("an account id");
    let command = EnrollmentCommand::StartSetup {
        enrollment_id,
        account_id: account_id.clone(),
        method: Method::Email,
    };
    let submission = Submission {
        aggregate_id: enrollment_id.to_string(),
        account_id: Some(account_id),
        command: Ready(command),
        metadata: Metadata::by("portal/test"),
        customer: None,
        idempotency: Some(key),
    };
    engine.store.execute::<Enrollment>(submission).await
}

async fn confirm(
    engine: &Engine,
    enrollment_id: EnrollmentId,
    guess: &str,
    key: IdempotencyKey,
) -> Result<Executed<Enrollment>, ExecuteError> {
    let guess = SubmittedCode::parse(guess).expect("a code");
    let submission = Submission {
        aggregate_id: enrollment_id.to_string(),
        account_id: None,
        command: Ready(EnrollmentCommand::ConfirmCode { guess }),
        metadata: Metadata::by("portal/test"),
        customer: None,
        idempotency: Some(key),
    };
    engine.store.execute::<Enrollment>(submission).await
}

async fn two_instances() -> (TestDatabase, [Arc<Engine>; 2]) {
    let database = TestDatabase::create().await;
    let master = MasterKey::generate();
    let instances = [
        Arc::new(Engine::start(&database, &master, Policy::default()).await),
        Arc::new(Engine::start(&database, &master, Policy::default()).await),
    ];
    instances[0].put_account("demo", "demo@example.com").await;
    (database, instances)
}

#[tokio::test]
async fn the_answer_is_the_state_as_it_was_and_another_request_is_refused() {
    let (_database, [engine, _]) = two_instances().await;
    let first = start_setup(&engine, key("first", b"a"))
        .await
        .expect("the setup starts");
    let enrollment_id = first.state.setup().expect("it started").enrollment_id;
    engine
        .verify_password(enrollment_id, true)
        .await
        .expect("the password is taken");

    let again = start_setup(&engine, key("first", b"a"))
        .await
        .expect("the same answer");
    assert_eq!((again.state, again.version), (first.state, first.version));
    let other = start_setup(&engine, key("first", b"b")).await;
    assert!(matches!(other, Err(ExecuteError::KeyMismatch)));
}

#[tokio::test]
async fn a_rejected_guess_is_remembered_and_counted_once() {
    let (database, [engine, other]) = two_instances().await;
    let (enrollment_id, right) = engine.awaiting_code("demo").await;
    let wrong = &wrong_codes(&[&right], 1)[0];
    for engine in [&engine, &other, &engine] {
        let answer = confirm(engine, enrollment_id, wrong, key("guess", b"g")).await;
        assert!(
            matches!(
                answer,
                Err(ExecuteError::Refused(Refusal::WrongCode {
                    attempts_left: 4,
                    ..
                }))
            ),
            "the answer changed"
        );
    }
    let rejected: i64 =
        sqlx::query_scalar("SELECT count(*) FROM events WHERE event_type = 'CodeRejected'")
            .fetch_one(&mut database.admin().await)
            .await
            .expect("the log is there");
    assert_eq!(rejected, 1);
}

#[tokio::test]
async fn what_may_change_by_waiting_is_not_remembered() {
    let (database, [engine, _]) = two_instances().await;
    let (enrollment_id, _) = engine.awaiting_code("demo").await;
    let issue = |key| {
        let engine = Arc::clone(&engine);
        async move {
            let submission = Submission {
                aggregate_id: enrollment_id.to_string(),
                account_id: None,
                command: Ready(EnrollmentCommand::IssueCode {
                    nonce: countersign_domain::Nonce(entropy::random_bytes()),
                }),
                metadata: Metadata::by("portal/test"),
                customer: None,
                idempotency: Some(key),
            };
            engine.store.execute::<Enrollment>(submission).await
        }
    };
    let soon = issue(key("again", b"i")).await;
    assert!(matches!(
        soon,
        Err(ExecuteError::Refused(Refusal::TooSoon { .. }))
    ));
    database.shift_clock(chrono::TimeDelta::seconds(61)).await;
    issue(key("again", b"i"))
        .await
        .expect("the gap is over, and the key not spent");
}
