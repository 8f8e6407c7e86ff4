//! The keys: those that codes are derived under, and the master key that wraps an account's.

use countersign_tests::{portal::PASSWORD, stranger::Stranger, world::World};

use super::scene::{asked, run};

#[tokio::test(flavor = "multi_thread")]
async fn without_the_key_of_its_code_nobody_gets_in_and_with_it_again_the_code_does() {
    let mut world = World::start().await;
    let asked = asked(&world).await;
    run(
        &world,
        "CREATE TABLE kept AS SELECT * FROM keys WHERE purpose IN ('code', 'assertion');
         DELETE FROM keys WHERE purpose IN ('code', 'assertion');",
    )
    .await;
    // One that never had the key.
    world.start_instance().await;
    let url = world.portal_of(1).url().to_owned();
    let mut moved = vec![];
    for (customer, code) in asked {
        let customer = customer.moves_to(&url);
        customer.sees().await.is_unavailable();
        customer.enters(&code).await.is_unavailable();
        customer.is_out().await;
        moved.push((customer, code));
    }
    run(
        &world,
        "INSERT INTO keys SELECT * FROM kept WHERE purpose = 'code'",
    )
    .await;
    for (customer, code) in moved {
        customer.gets_in_with(&code).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_master_key_of_the_account_no_page_opens_and_with_it_again_the_code_does() {
    let world = World::start().await;
    let asked = asked(&world).await;
    // As after a change of the master key that this instance has not been told of.
    run(
        &world,
        "ALTER TABLE accounts ADD COLUMN kept text;
         UPDATE accounts SET kept = master_key_id, master_key_id = 'another';",
    )
    .await;
    for (customer, code) in &asked {
        for address in customer.addresses() {
            customer.browser.twin().get(&address).await.is_unavailable();
        }
        customer.enters(code).await.is_unavailable();
    }
    let mut newcomer = Stranger::at(world.portal().url());
    let signed_in = newcomer.sign_in("demo-1", PASSWORD).await;
    signed_in.is_unavailable();
    run(&world, "UPDATE accounts SET master_key_id = kept").await;
    for (customer, code) in asked {
        customer.is_shut_out().await;
        customer.gets_in_with(&code).await;
    }
}
