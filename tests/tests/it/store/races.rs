//! Two instances race for one account, closer than HTTP lets them.

use std::sync::Arc;

use countersign::keys::MasterKey;
use countersign_domain::Policy;
use countersign_tests::{database::TestDatabase, engine::Engine};
use tokio::sync::Barrier;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_changed_address_and_a_right_code_do_not_both_stand() {
    for round in 0..10 {
        let (database, [one, other]) = two_instances().await;
        let (enrollment_id, right) = one.awaiting_code("racer").await;
        let start = Arc::new(Barrier::new(2));
        let gate = Arc::clone(&start);
        let confirm = tokio::spawn(async move {
            gate.wait().await;
            one.confirm(enrollment_id, &right).await.is_ok()
        });
        let change = tokio::spawn(async move {
            start.wait().await;
            other.put_account("racer", "thief@example.com").await;
        });
        let confirmed = confirm.await.expect("no panic");
        change.await.expect("no panic");
        let order: Vec<String> = sqlx::query_scalar(
            "SELECT event_type FROM events WHERE event_type IN ('CodeConfirmed', 'AddressChanged')
             ORDER BY position",
        )
        .fetch_all(&mut database.admin().await)
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

async fn two_instances() -> (TestDatabase, [Engine; 2]) {
    let database = TestDatabase::create().await;
    let master = MasterKey::generate();
    let instances = [
        Engine::start(&database, &master, Policy::default()).await,
        Engine::start(&database, &master, Policy::default()).await,
    ];
    instances[0].put_account("racer", "racer@example.com").await;
    (database, instances)
}
