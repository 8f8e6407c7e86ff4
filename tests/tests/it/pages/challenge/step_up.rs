//! What is protected takes a fresh code.

use chrono::TimeDelta;
use countersign_tests::{portal::PASSWORD, stranger::Stranger, world::World};
use reqwest::StatusCode;

use super::{SERVICES, STEP_UP_MINUTES, asks, other_than, protected, signed_in};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_protected_stays_open_for_a_quarter_of_an_hour_after_a_code() {
    let world = protected().await;
    let signed_in_at = world.database.stop_clock().await;
    let mut customer = signed_in(&world).await;
    let after =
        |minutes, seconds| signed_in_at + TimeDelta::minutes(minutes) + TimeDelta::seconds(seconds);
    world
        .database
        .stop_clock_at(after(STEP_UP_MINUTES, -1))
        .await;
    for service in SERVICES {
        customer.get(service).await.is(StatusCode::OK);
    }
    world
        .database
        .stop_clock_at(after(STEP_UP_MINUTES, 1))
        .await;
    for service in SERVICES {
        let way = customer.get(service).await;
        assert_eq!(way.leads_to(), format!("/step-up{service}"));
    }
    // The account itself stays open.
    customer.get("/account").await.is(StatusCode::OK);

    let (challenge, code) = asks(&world, &mut customer, "/step-up/billing").await;
    let form = format!("{challenge}/code");
    let wrong = customer.post(&form, &[("code", other_than(&code))]).await;
    assert_eq!(wrong.leads_to(), form);
    customer.get(&form).await.says("There are 4 tries left.");
    customer.get("/billing").await.leads_to();
    customer.get(&form).await.is(StatusCode::OK);
    let confirmed = customer.post(&form, &[("code", &code)]).await;
    assert_eq!(confirmed.leads_to(), "/billing");
    for service in SERVICES {
        customer.get(service).await.is(StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_what_is_protected_in_its_own_session_only() {
    let world = protected().await;
    let at = world.database.stop_clock().await;
    let mut one = signed_in(&world).await;
    let mut other = signed_in(&world).await;
    let later = at + TimeDelta::minutes(STEP_UP_MINUTES) + TimeDelta::seconds(1);
    world.database.stop_clock_at(later).await;
    let (challenge, code) = asks(&world, &mut one, "/step-up/billing").await;
    let confirmed = one
        .post(&format!("{challenge}/code"), &[("code", &code)])
        .await;
    assert_eq!(confirmed.leads_to(), "/billing");
    one.get("/billing").await.is(StatusCode::OK);
    assert_eq!(other.get("/billing").await.leads_to(), "/step-up/billing");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_two_factor_off_no_code_is_asked_for() {
    let world = World::start().await;
    world.portal().put_account("demo", "demo@example.com").await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    for service in SERVICES {
        let page = customer.get(service).await;
        page.is(StatusCode::OK)
            .says("Only your password protects this.");
        let way = customer.get(&format!("/step-up{service}")).await;
        assert_eq!(way.leads_to(), service);
    }
    let way = customer.get("/account/security/turn-off").await;
    assert_eq!(way.leads_to(), "/account/security");
    assert!(world.smtp.mails().is_empty(), "no code is mailed");
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_ahead_sends_no_code() {
    let world = protected().await;
    let at = world.database.stop_clock().await;
    let mut customer = signed_in(&world).await;
    let later = at + TimeDelta::minutes(STEP_UP_MINUTES) + TimeDelta::seconds(1);
    world.database.stop_clock_at(later).await;
    let mails = world.smtp.mails().len();
    customer.get("/billing").await.leads_to();
    customer.get("/step-up/billing").await.is(StatusCode::OK);
    customer
        .get("/account/security/turn-off")
        .await
        .is(StatusCode::OK);
    let (_, code) = asks(&world, &mut customer, "/step-up/billing").await;
    assert_eq!(
        world.smtp.mails().len(),
        mails + 1,
        "one mail, with {}",
        code.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_of_somebody_else_is_not_there() {
    let world = protected().await;
    world.portal().switch_on("other", &world.smtp).await;
    let at = world.database.stop_clock().await;
    let mut customer = signed_in(&world).await;
    let later = at + TimeDelta::minutes(STEP_UP_MINUTES) + TimeDelta::seconds(1);
    world.database.stop_clock_at(later).await;
    let (challenge, code) = asks(&world, &mut customer, "/step-up/billing").await;
    let mut other = Stranger::at(world.portal().url());
    let before = world.smtp.mails().len();
    other.sign_in("other", PASSWORD).await.leads_to();
    other.get("/sign-in/code").await.is(StatusCode::OK);
    let own = countersign_tests::portal::next_code(&world.smtp, before).await;
    other
        .post("/sign-in/code", &[("code", &own)])
        .await
        .leads_to();
    other.get("/account").await.is(StatusCode::OK);
    for step in ["/code", "/over"] {
        let page = other.get(&format!("{challenge}{step}")).await;
        page.is(StatusCode::NOT_FOUND);
    }
    other.get("/account").await.is(StatusCode::OK);
    let tried = other
        .post(&format!("{challenge}/code"), &[("code", &code)])
        .await;
    tried.is(StatusCode::NOT_FOUND);
}
