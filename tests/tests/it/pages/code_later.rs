//! Whoever is at the page that takes a code before their account may have one: it was given as many
//! as it may have. The page says when that changes, and the code that is asked for then is taken.

use chrono::{DateTime, TimeDelta, Utc};
use countersign::api_keys::Role;
use countersign_domain::Policy;
use countersign_handlers::{Language, local_time};
use countersign_tests::{
    portal::{PASSWORD, next_code},
    stranger::{Page, Stranger},
    world::World,
};
use reqwest::StatusCode;

/// One code an hour.
async fn scarce() -> World {
    let policy = Policy {
        issues_per_hour: 1,
        ..Policy::default()
    };
    World::start_with(1, policy).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_whose_password_was_right_waits_for_the_code_that_it_may_have_later() {
    let world = scarce().await;
    world.portal().put_account("demo", "demo@example.com").await;
    let at = world.database.stop_clock().await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let first = customer.setup_up_to_the_code().await;
    let unused = next_code(&world.smtp, 0).await;
    customer
        .post(&format!("{first}/cancel"), &[])
        .await
        .leads_to();

    let now = at + TimeDelta::minutes(40);
    world.database.stop_clock_at(now).await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.setup_up_to_the_code().await;
    let code_page = format!("{setup}/code");
    let expected_at = issued_at(&world).await + TimeDelta::hours(1);
    let page = customer.get(&code_page).await;
    says_when(&page, expected_at, now);
    // Nothing else leads on: neither a code from before, nor asking early, nor another step.
    let told = "There is no code yet. Send one.";
    let entered = customer.post(&code_page, &[("code", &unused)]).await;
    assert_eq!(entered.leads_to(), code_page);
    customer.get(&code_page).await.says(told);
    let send_again = format!("{setup}/send-again");
    let early = customer.post(&send_again, &[]).await;
    assert_eq!(early.leads_to(), code_page);
    let page = customer.get(&code_page).await;
    page.says("Please wait: a new code can be sent at");
    says_when(&page, expected_at, now);
    let okay = customer.get(&format!("{setup}/okay")).await;
    assert_eq!(okay.leads_to(), code_page);

    let later = expected_at + TimeDelta::seconds(1);
    world.database.stop_clock_at(later).await;
    let page = customer.get(&code_page).await;
    page.is(StatusCode::OK)
        .says("You can have a new code sent now.");
    let sent = customer.post(&send_again, &[]).await;
    assert_eq!(sent.leads_to(), code_page);
    let page = customer.get(&code_page).await;
    page.says("A new code is on its way").says("name=\"code\"");
    let code = next_code(&world.smtp, 1).await;
    let confirmed = customer.post(&code_page, &[("code", &code)]).await;
    assert_eq!(confirmed.leads_to(), format!("{setup}/okay"));
    let okay = customer.get(&format!("{setup}/okay")).await;
    okay.says("The code was right");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_waits_for_the_code_that_they_may_have_later() {
    let world = World::start().await;
    world.portal().switch_on("demo", &world.smtp).await;
    let now = world.database.stop_clock().await;
    let mut elsewhere = Stranger::at(world.portal().url());
    elsewhere.sign_in("demo", PASSWORD).await.leads_to();
    let expected_at = issued_at(&world).await + TimeDelta::minutes(1);

    let mut customer = Stranger::at(world.portal().url());
    let asked = customer.sign_in("demo", PASSWORD).await;
    let code_page = asked.leads_to().to_owned();
    says_when(&customer.get(&code_page).await, expected_at, now);

    let later = expected_at + TimeDelta::seconds(1);
    world.database.stop_clock_at(later).await;
    let mails = world.smtp.mails().len();
    let sent = customer.post("/sign-in/send-again", &[]).await;
    assert_eq!(sent.leads_to(), code_page);
    customer.get(&code_page).await.says("name=\"code\"");
    let code = next_code(&world.smtp, mails).await;
    let confirmed = customer.post(&code_page, &[("code", &code)]).await;
    assert_eq!(confirmed.leads_to(), "/account/security");
}

/// The page says that there is no code, and when there can be one.
#[track_caller]
fn says_when(page: &Page, at: DateTime<Utc>, now: DateTime<Utc>) {
    let when = local_time(at, now, None, Language::English);
    page.is(StatusCode::OK)
        .says("Your account has had its codes for now.")
        .says("have it sent to d***@example.com")
        .says(&format!("A new code can be sent at {when}."))
        .says(&format!("data-from=\"{}\"", at.to_rfc3339()));
    assert!(!page.text.contains("name=\"code\""), "{}", page.text);
}

/// When the latest code was issued.
async fn issued_at(world: &World) -> DateTime<Utc> {
    let log = world.portal().get(Role::Auditor, "/v1/log").await;
    let events = log.expect(StatusCode::OK)["events"].as_array();
    let mut events = events.expect("events").iter().rev();
    let issued = events.find(|event| event["type"] == "CodeIssued");
    let at = issued.expect("a code was issued")["data"]["issued_at"].as_str();
    at.expect("a time").parse().expect("a time")
}
