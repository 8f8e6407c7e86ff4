//! Pages that are loaded again, and forms that are sent again: from the same tab or another one.

use chrono::TimeDelta;
use countersign_domain::Policy;
use countersign_tests::{
    engine::wrong_codes,
    portal::{PASSWORD, next_code},
    stranger::{Page, Stranger},
    world::World,
};
use reqwest::StatusCode;
use sqlx::Connection;

use super::walk::world;

const SETUP: &str = "/account/security/setup";
const PROBLEM: &str = "id=\"problem\"";
const SENT_AGAIN: &str = "A new code is on its way.";

/// How many events of a type there are.
async fn count(world: &World, event_type: &str) -> i64 {
    let mut admin = world.database.admin().await;
    let count = sqlx::query_scalar("SELECT count(*) FROM events WHERE event_type = $1")
        .bind(event_type)
        .fetch_one(&mut admin)
        .await;
    admin.close().await.expect("it closes");
    count.expect("the superuser may")
}

/// Whether what a form led to says this, and loaded again no more.
async fn is_said_once(customer: &mut Stranger, sent: &Page, step: &str, text: &str) {
    assert_eq!(sent.leads_to(), step);
    let page = customer.get(step).await;
    page.is(StatusCode::OK).says(text).says("data-focus");
    for _ in 0..2 {
        let page = customer.get(step).await;
        page.is(StatusCode::OK);
        assert!(!page.text.contains(text), "{text}: said again");
        assert!(!page.text.contains("data-focus"), "{}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_guesses_no_password_and_no_code_again() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.begin_setup().await;
    let password = format!("{setup}/password");
    let sent = customer.post(&password, &[("password", "wrong")]).await;
    let wrong = "This is not the password of your account.";
    is_said_once(&mut customer, &sent, &password, wrong).await;
    assert_eq!(count(&world, "PasswordRejected").await, 1);

    let sent = customer.post(&password, &[("password", PASSWORD)]).await;
    customer.get(sent.leads_to()).await.is(StatusCode::OK);
    let right = next_code(&world.smtp, 0).await;
    let code = format!("{setup}/code");
    let guess = &wrong_codes(&[&right], 1)[0];
    let sent = customer.post(&code, &[("code", guess)]).await;
    is_said_once(&mut customer, &sent, &code, "This code is wrong.").await;
    customer.get(&code).await.says("4 tries left.");
    assert_eq!(count(&world, "CodeRejected").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_has_no_other_code_sent() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.setup_up_to_the_code().await;
    let (code, again) = (format!("{setup}/code"), format!("{setup}/send-again"));
    let early = customer.post(&again, &[]).await;
    is_said_once(&mut customer, &early, &code, PROBLEM).await;
    assert_eq!(count(&world, "CodeIssued").await, 1);

    world.database.shift_clock(TimeDelta::seconds(61)).await;
    let sent = customer.post(&again, &[]).await;
    is_said_once(&mut customer, &sent, &code, SENT_AGAIN).await;
    world.database.shift_clock(TimeDelta::seconds(122)).await;
    customer.get(&code).await.is(StatusCode::OK);
    customer.get(&again).await.leads_to();
    assert_eq!(count(&world, "CodeIssued").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_begins_no_setup_again() {
    const TOO_MANY: &str = "You have begun too many setups.";
    let policy = Policy {
        setups_per_hour: 1,
        ..Policy::default()
    };
    let world = World::start_with(1, policy).await;
    let portal = world.portal();
    let put = portal.put_account("demo", "demo@example.com").await;
    put.expect(StatusCode::CREATED);
    let mut customer = Stranger::at(portal.url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.begin_setup().await;
    let again = customer.post(SETUP, &[("method", "email")]).await;
    let there = customer.get(again.leads_to()).await;
    assert_eq!(there.leads_to(), setup, "one that is under way goes on");
    customer.post(&format!("{setup}/cancel"), &[]).await;

    customer.get(SETUP).await.is(StatusCode::OK);
    let refused = customer.post(SETUP, &[("method", "email")]).await;
    is_said_once(&mut customer, &refused, SETUP, TOO_MANY).await;
    world.database.shift_clock(TimeDelta::hours(2)).await;
    customer.sign_in("demo", PASSWORD).await.leads_to();
    customer.get(SETUP).await.is(StatusCode::OK);
    assert_eq!(count(&world, "SetupStarted").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_of_a_form_is_said_to_its_session_on_its_page_alone() {
    let world = world().await;
    let url = world.portal().url().to_owned();
    let mut customer = Stranger::at(&url);
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let mut elsewhere = Stranger::at(&url);
    elsewhere.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.begin_setup().await;
    let password = format!("{setup}/password");
    let sent = customer.post(&password, &[("password", "")]).await;
    sent.leads_to();
    customer.get("/account/security").await.is(StatusCode::OK);
    let page = elsewhere.get(&password).await;
    assert!(!page.is(StatusCode::OK).text.contains(PROBLEM));
    customer.get(&password).await.says(PROBLEM);

    let sent = customer.post(&password, &[("password", "")]).await;
    sent.leads_to();
    elsewhere
        .post(&password, &[("password", PASSWORD)])
        .await
        .leads_to();
    let moved = customer.get(&password).await;
    let page = customer.get(moved.leads_to()).await;
    assert!(!page.is(StatusCode::OK).text.contains(PROBLEM));
}

#[tokio::test(flavor = "multi_thread")]
async fn okay_leads_to_success_in_every_tab_that_shows_it() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.setup_up_to_the_code().await;
    let code = next_code(&world.smtp, 0).await;
    let step = format!("{setup}/code");
    let confirmed = customer.post(&step, &[("code", &code)]).await;
    let okay = confirmed.leads_to().to_owned();
    customer.get(&okay).await.is(StatusCode::OK);
    let mut other_tab = customer.twin();

    let before = customer.cookie.clone();
    let clicked = customer.post(&okay, &[]).await;
    assert_ne!(customer.cookie, before, "another token");
    other_tab.cookie.clone_from(&customer.cookie);
    let clicked_there = other_tab.post(&okay, &[]).await;
    for (tab, clicked) in [(&mut customer, clicked), (&mut other_tab, clicked_there)] {
        let mut success = tab.get(clicked.leads_to()).await;
        while success.status == StatusCode::SEE_OTHER {
            success = tab.get(success.leads_to()).await;
        }
        let on = "Two-factor authentication is on";
        success.is(StatusCode::OK).says(on);
    }
    assert_eq!(count(&world, "EnrollmentActivated").await, 1);
}
