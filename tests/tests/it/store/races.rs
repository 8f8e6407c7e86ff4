//! Two instances race for one account.

use std::sync::Arc;

use countersign::{keys::MasterKey, store::ExecuteError};
use countersign_domain::{EnrollmentId, Policy, Refusal};
use countersign_tests::{
    database::TestDatabase,
    engine::{Engine, wrong_codes},
};
use futures::future::join_all;
use tokio::sync::Barrier;

struct Race {
    database: TestDatabase,
    instances: [Arc<Engine>; 2],
}

impl Race {
    async fn prepare() -> Self {
        let database = TestDatabase::create().await;
        let master = MasterKey::generate();
        let instances = [
            Arc::new(Engine::start(&database, &master, Policy::default()).await),
            Arc::new(Engine::start(&database, &master, Policy::default()).await),
        ];
        instances[0].put_account("racer", "racer@example.com").await;
        Self {
            database,
            instances,
        }
    }

    /// Enters every guess at once, over both instances.
    async fn enter(&self, enrollment_id: EnrollmentId, guesses: Vec<String>) -> Vec<Entered> {
        let start = Arc::new(Barrier::new(guesses.len()));
        let entries = guesses.into_iter().enumerate().map(|(number, guess)| {
            let (engine, start) = (Arc::clone(&self.instances[number % 2]), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                let outcome = engine.confirm(enrollment_id, &guess).await.map(|_| ());
                Entered { guess, outcome }
            })
        });
        join_all(entries)
            .await
            .into_iter()
            .map(|entered| entered.expect("no panic"))
            .collect()
    }

    async fn count(&self, event_type: &str) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM events WHERE event_type = $1")
            .bind(event_type)
            .fetch_one(&mut self.database.admin().await)
            .await
            .expect("the log is there")
    }
}

struct Entered {
    guess: String,
    outcome: Result<(), ExecuteError>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_parallel_guesses_are_worth_no_more_than_five() {
    let race = Race::prepare().await;
    let (enrollment_id, right) = race.instances[0].awaiting_code("racer").await;
    let mut guesses = wrong_codes(&[&right], 199);
    guesses.insert(117, right.clone());

    let entered = race.enter(enrollment_id, guesses).await;

    let rejected = race.count("CodeRejected").await;
    let confirmed = race.count("CodeConfirmed").await;
    assert!(
        rejected + confirmed <= 5,
        "{rejected} rejected and {confirmed} confirmed"
    );
    assert!(rejected == 5 || confirmed == 1, "the race came to nothing");
    for Entered { guess, outcome } in &entered {
        match outcome {
            Ok(()) => assert_eq!(guess, &right, "a wrong code was accepted"),
            Err(ExecuteError::Refused(refusal)) => assert!(
                matches!(
                    refusal,
                    Refusal::WrongCode { .. }
                        | Refusal::NoLiveCode { .. }
                        | Refusal::WrongState { .. }
                ),
                "an answer tells too much: {refusal}"
            ),
            Err(failure) => panic!("a guess failed: {failure:?}"),
        }
    }
    let told_wrong = entered.iter().filter(|entered| {
        matches!(
            entered.outcome,
            Err(ExecuteError::Refused(Refusal::WrongCode { .. }))
        )
    });
    assert_eq!(
        i64::try_from(told_wrong.count()),
        Ok(rejected),
        "each rejection is one answer"
    );
    if confirmed == 0 {
        let lost = race.instances[1].confirm(enrollment_id, &right).await;
        assert!(
            matches!(lost, Err(ExecuteError::Refused(Refusal::NoLiveCode { .. }))),
            "the right code works after five wrong ones"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_parallel_right_codes_are_one_success() {
    let race = Race::prepare().await;
    let (enrollment_id, right) = race.instances[0].awaiting_code("racer").await;

    let entered = race.enter(enrollment_id, vec![right; 50]).await;

    assert_eq!(
        entered
            .iter()
            .filter(|entered| entered.outcome.is_ok())
            .count(),
        1
    );
    assert_eq!(race.count("CodeConfirmed").await, 1);
    assert_eq!(race.count("CodeRejected").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_setups_leave_one_live_enrollment() {
    let race = Race::prepare().await;
    let start = Arc::new(Barrier::new(40));
    let setups = (0..40).map(|number| {
        let (engine, start) = (Arc::clone(&race.instances[number % 2]), Arc::clone(&start));
        tokio::spawn(async move {
            start.wait().await;
            engine
                .start_setup("racer")
                .await
                .map(|started| started.state)
        })
    });
    let outcomes = join_all(setups).await;

    let mut live = None;
    let mut in_the_way = Vec::new();
    for outcome in outcomes {
        match outcome.expect("no panic") {
            Ok(state) => {
                let setup = state.setup().expect("it started").enrollment_id;
                assert_eq!(live.replace(setup), None, "two setups were started");
            }
            Err(ExecuteError::Refused(Refusal::WrongState { enrollment_id, .. })) => {
                in_the_way.push(enrollment_id.expect("it is told which"));
            }
            Err(other) => panic!("a setup failed: {other:?}"),
        }
    }
    assert_eq!(race.count("SetupStarted").await, 1);
    assert!(
        in_the_way
            .iter()
            .all(|enrollment_id| Some(*enrollment_id) == live)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_changed_address_and_a_right_code_do_not_both_stand() {
    for round in 0..10 {
        let race = Race::prepare().await;
        let (enrollment_id, right) = race.instances[0].awaiting_code("racer").await;
        let start = Arc::new(Barrier::new(2));
        let (engine, gate) = (Arc::clone(&race.instances[0]), Arc::clone(&start));
        let confirm = tokio::spawn(async move {
            gate.wait().await;
            engine.confirm(enrollment_id, &right).await.is_ok()
        });
        let engine = Arc::clone(&race.instances[1]);
        let change = tokio::spawn(async move {
            start.wait().await;
            engine.put_account("racer", "thief@example.com").await;
        });
        let confirmed = confirm.await.expect("no panic");
        change.await.expect("no panic");
        let order: Vec<String> = sqlx::query_scalar(
            "SELECT event_type FROM events WHERE event_type IN ('CodeConfirmed', 'AddressChanged')
             ORDER BY position",
        )
        .fetch_all(&mut race.database.admin().await)
        .await
        .expect("the log is there");
        let expected: &[&str] = if confirmed {
            &["CodeConfirmed", "AddressChanged"]
        } else {
            &["AddressChanged"]
        };
        assert_eq!(order, expected, "round {round}");
    }
}
