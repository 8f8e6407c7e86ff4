//! Being asked for a code at the pages: to sign in, to reach what is protected, to turn
//! two-factor off.

mod sign_in;
mod halfway;
mod step_up;
mod turn_off;
mod away;
mod browser;

use countersign_tests::{
    portal::{PASSWORD, next_code},
    stranger::Stranger,
    world::World,
};
use reqwest::StatusCode;

const SECURITY: &str = "/account/security";
const SIGN_IN_CODE: &str = "/sign-in/code";
const SERVICES: [&str; 4] = [
    "/billing",
    "/cloud-instances",
    "/gpu-servers",
    "/email-hosting",
];
/// How long a code opens what is protected, unless it is set otherwise.
const STEP_UP_MINUTES: i64 = 15;

/// A world in which two-factor is on for `demo`.
async fn protected() -> World {
    let world = World::start().await;
    world.portal().switch_on("demo", &world.smtp).await;
    world
}

/// Somebody who keyed in the password and is asked for the code; the code.
async fn halfway(world: &World) -> (Stranger, String) {
    halfway_as("demo", world).await
}

/// The same as this account.
async fn halfway_as(account_id: &str, world: &World) -> (Stranger, String) {
    let mut customer = Stranger::at(world.portal().url());
    let before = world.smtp.mails().len();
    let asked = customer.sign_in(account_id, PASSWORD).await;
    assert_eq!(asked.leads_to(), SIGN_IN_CODE);
    customer.get(SIGN_IN_CODE).await.is(StatusCode::OK);
    (customer, next_code(&world.smtp, before).await)
}

/// Somebody who signed in with a code.
async fn signed_in(world: &World) -> Stranger {
    signed_in_as("demo", world).await
}

/// The same as this account.
async fn signed_in_as(account_id: &str, world: &World) -> Stranger {
    let (mut customer, code) = halfway_as(account_id, world).await;
    let confirmed = customer.post(SIGN_IN_CODE, &[("code", &code)]).await;
    assert_eq!(confirmed.leads_to(), SECURITY);
    customer.get(SECURITY).await.is(StatusCode::OK);
    customer
}

/// Asks for a code by the form of a page; the path below which it is taken, and the code.
async fn asks(world: &World, customer: &mut Stranger, form: &str) -> (String, String) {
    customer.get(form).await.is(StatusCode::OK);
    let before = world.smtp.mails().len();
    let asked = customer.post(form, &[]).await;
    let code_page = asked.leads_to().to_owned();
    customer.get(&code_page).await.is(StatusCode::OK);
    let path = code_page.strip_suffix("/code").expect("the code's page");
    (path.to_owned(), next_code(&world.smtp, before).await)
}

/// A code that is not this one.
fn other_than(code: &str) -> &'static str {
    if code == "000000" { "111111" } else { "000000" }
}
