//! *Okay*, whose answer a browser does not always hear: clicked twice, closed, or cut off.

use chrono::TimeDelta;
use countersign_tests::{
    portal::{PASSWORD, next_code},
    stranger::{Page, Stranger},
    world::World,
};
use futures::future::join;
use reqwest::StatusCode;

use super::{misuse::hosted::visit, walk::world};

const SECURITY: &str = "/account/security";
const SUCCESS: &str = "Two-factor authentication is on";

/// How a customer came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    SignedIn,
    Hosted,
}

const WAYS: [Came; 2] = [Came::SignedIn, Came::Hosted];

/// Somebody who may click *Okay*, and the path that the setup's steps are below.
async fn at_okay(world: &World, came: Came) -> (Stranger, String) {
    let mut customer = arrived(world, came).await;
    let setup = customer.setup_up_to_the_code().await;
    let code = next_code(&world.smtp, 0).await;
    let step = format!("{setup}/code");
    let confirmed = customer.post(&step, &[("code", &code)]).await;
    customer.get(confirmed.leads_to()).await.is(StatusCode::OK);
    (customer, setup)
}

async fn arrived(world: &World, came: Came) -> Stranger {
    match came {
        Came::Hosted => visit(&world.portal(), "demo").await,
        Came::SignedIn => {
            let mut customer = Stranger::at(world.portal().url());
            customer.sign_in("demo", PASSWORD).await.leads_to();
            customer.get(SECURITY).await.is(StatusCode::OK);
            customer
        }
    }
}

/// Whether an answer leads to the success message, and the visit goes on.
async fn succeeds(customer: &mut Stranger, answer: &Page, setup: &str) {
    assert_eq!(answer.leads_to(), setup);
    let way = customer.get(setup).await;
    let success = customer.get(way.leads_to()).await;
    success.is(StatusCode::OK).says(SUCCESS);
    customer.get(SECURITY).await.is(StatusCode::OK);
}

/// Whether nobody is there any more.
fn is_out(came: Came, page: &Page) {
    assert_eq!(page.header("set-cookie"), None);
    match came {
        Came::SignedIn => page.asks_to_sign_in(),
        Came::Hosted => page.is_over(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn okay_sent_again_under_the_token_before_is_answered_alike() {
    for came in WAYS {
        let world = world().await;
        let (mut customer, setup) = at_okay(&world, came).await;
        let okay = format!("{setup}/okay");
        let mut twice = customer.twin();
        let first = customer.post(&okay, &[]).await;
        let second = twice.post(&okay, &[]).await;
        assert_eq!(customer.cookie, twice.cookie, "whichever is heard last");
        succeeds(&mut customer, &first, &setup).await;
        succeeds(&mut twice, &second, &setup).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn okay_sent_twice_at_once_is_answered_alike() {
    for came in WAYS {
        let world = world().await;
        let (mut customer, setup) = at_okay(&world, came).await;
        let okay = format!("{setup}/okay");
        let mut twice = customer.twin();
        let both = join(customer.post(&okay, &[]), twice.post(&okay, &[])).await;
        assert_eq!(customer.cookie, twice.cookie, "whichever is heard last");
        succeeds(&mut customer, &both.0, &setup).await;
        succeeds(&mut twice, &both.1, &setup).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_hear_of_okay_is_told_of_success() {
    for came in WAYS {
        let world = world().await;
        let (customer, setup) = at_okay(&world, came).await;
        let okay = format!("{setup}/okay");
        customer.twin().post(&okay, &[]).await.leads_to();
        for loaded in [&okay, &setup, &format!("{setup}/success")] {
            let mut customer = customer.twin();
            let answer = customer.get(loaded).await;
            succeeds(&mut customer, &answer, &setup).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_before_okay_leads_nowhere_else_and_not_for_long() {
    for came in WAYS {
        let world = world().await;
        let (mut before, setup) = at_okay(&world, came).await;
        let okay = format!("{setup}/okay");
        let mut others = vec![];
        for came in WAYS {
            others.push((came, arrived(&world, came).await));
        }
        let clicked_at = world.database.stop_clock().await;
        let mut customer = before.twin();
        let clicked = customer.post(&okay, &[]).await;
        succeeds(&mut customer, &clicked, &setup).await;

        let elsewhere = ["/code", "/password", "/delivery", "/ended", "/send-again"];
        let elsewhere = elsewhere.map(|step| format!("{setup}{step}"));
        let another = "/account/security/setup/01a20da9-443f-72cb-a160-54c0fa844d01/okay";
        let pages = ["/account", SECURITY, "/account/security/setup", another];
        for page in elsewhere.iter().map(String::as_str).chain(pages) {
            is_out(came, &before.get(page).await);
        }
        for form in ["/cancel", "/send-again"] {
            is_out(came, &before.post(&format!("{setup}{form}"), &[]).await);
        }
        for (came, other) in &mut others {
            for page in [SECURITY, &okay, &setup] {
                is_out(*came, &other.get(page).await);
            }
            is_out(*came, &other.post(&okay, &[]).await);
        }

        let at = |seconds| clicked_at + TimeDelta::seconds(seconds);
        world.database.stop_clock_at(at(59)).await;
        let mut late = before.twin();
        let answer = late.get(&okay).await;
        succeeds(&mut late, &answer, &setup).await;
        world.database.stop_clock_at(at(60)).await;
        for page in [&setup, &okay, &format!("{setup}/success")] {
            is_out(came, &before.get(page).await);
        }
        is_out(came, &before.post(&okay, &[]).await);
        customer.get(SECURITY).await.is(StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_before_okay_leads_to_no_session_that_is_over() {
    for came in WAYS {
        let world = world().await;
        let (mut before, setup) = at_okay(&world, came).await;
        let okay = format!("{setup}/okay");
        let mut customer = before.twin();
        customer.post(&okay, &[]).await.leads_to();
        customer.get(SECURITY).await.is(StatusCode::OK);
        let leave = match came {
            Came::SignedIn => "/sign-out",
            Came::Hosted => "/hosted/return",
        };
        customer.post(leave, &[]).await.leads_to();
        is_out(came, &before.get(&okay).await);
    }
}
