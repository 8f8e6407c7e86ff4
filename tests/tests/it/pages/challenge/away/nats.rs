//! NATS: the code comes without it, and is taken without it.

use countersign_tests::world::World;

use super::scene::customers;

#[tokio::test(flavor = "multi_thread")]
async fn without_nats_the_code_comes_all_the_same_and_alone_lets_in() {
    let mut world = World::start().await;
    let customers = customers(&world).await;

    world.nats.kill().await;
    let mut asked = vec![];
    for customer in customers {
        let customer = customer.asks(&world).await;
        let code = customer.code(&world).await;
        customer.guesses_in_vain(&code, 4).await;
        asked.push((customer, code));
    }
    let (first, code) = asked.remove(0);
    first.gets_in_with(&code).await;

    world.nats.restart().await.expect("NATS starts again");
    for (customer, code) in asked {
        customer.guesses_in_vain(&code, 3).await;
        customer.gets_in_with(&code).await;
    }
}
