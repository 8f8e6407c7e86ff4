//! A signed log of one account with two-factor on, and an auditor who looks at it.

use countersign::api_keys::Role;
use countersign_tests::{stranger::Stranger, world::World};
use reqwest::StatusCode;

use crate::checkpoints::scene::{head, signed_up_to};

pub(super) const REASON: &str = "ticket 7";

/// A world with the account `a-1`, two-factor on, all of it signed.
pub(super) async fn world() -> World {
    let world = World::start().await;
    world.portal().switch_on("a-1", &world.smtp).await;
    signed(&world).await;
    world
}

/// Waits until all there is is signed.
pub(super) async fn signed(world: &World) {
    let end = head(&world.database.pool()).await;
    signed_up_to(world, end).await;
}

/// An auditor who is signed in.
pub(super) async fn auditor(world: &World) -> Stranger {
    let portal = world.portal();
    let mut auditor = Stranger::at(portal.url());
    let entered = auditor.sign_in_to_audit(portal.key(Role::Auditor)).await;
    assert_eq!(entered.leads_to(), "/audit");
    auditor.get("/audit").await.is(StatusCode::OK);
    auditor
}

/// The path of an account's history, once an auditor has searched for it.
pub(super) async fn history_of(auditor: &mut Stranger, account_id: &str) -> String {
    let found = auditor.search([account_id, "", "", REASON]).await;
    found.leads_to().to_owned()
}
