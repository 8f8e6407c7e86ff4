//! Signing in with two-factor on.

use chrono::TimeDelta;
use countersign_domain::Policy;
use countersign_tests::{
    portal::{PASSWORD, next_code},
    stranger::Stranger,
    world::World,
};
use reqwest::StatusCode;

use super::{SECURITY, SERVICES, SIGN_IN_CODE, halfway, other_than, protected, signed_in};

#[tokio::test(flavor = "multi_thread")]
async fn the_right_code_signs_in_and_leads_to_where_one_was_going() {
    let world = protected().await;
    for service in SERVICES {
        let mut customer = Stranger::at(world.portal().url());
        let way = customer.get(service).await;
        let form = way.leads_to().to_owned();
        customer.get(&form).await.is(StatusCode::OK);
        let before = world.smtp.mails().len();
        let fields = [("identifier", "demo"), ("password", PASSWORD)];
        assert_eq!(customer.post(&form, &fields).await.leads_to(), SIGN_IN_CODE);
        customer.get(SIGN_IN_CODE).await.is(StatusCode::OK);
        let code = next_code(&world.smtp, before).await;
        let confirmed = customer.post(SIGN_IN_CODE, &[("code", &code)]).await;
        assert_eq!(confirmed.leads_to(), service);
        // The code opens what is protected, too.
        customer.get(service).await.is(StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_lets_nobody_in_and_says_what_is_left() {
    let world = protected().await;
    let (mut customer, code) = halfway(&world).await;
    let wrong = customer
        .post(SIGN_IN_CODE, &[("code", other_than(&code))])
        .await;
    assert_eq!(wrong.leads_to(), SIGN_IN_CODE);
    let page = customer.get(SIGN_IN_CODE).await;
    page.is(StatusCode::OK).says("There are 4 tries left.");
    customer.get(SECURITY).await.asks_to_sign_in();
    customer.get(SIGN_IN_CODE).await.is(StatusCode::OK);
    let confirmed = customer.post(SIGN_IN_CODE, &[("code", &code)]).await;
    assert_eq!(confirmed.leads_to(), SECURITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_hear_that_the_code_was_right_is_signed_in_all_the_same() {
    let world = protected().await;
    let (mut customer, code) = halfway(&world).await;
    let mut again = customer.twin();
    let first = customer.post(SIGN_IN_CODE, &[("code", &code)]).await;
    let second = again.post(SIGN_IN_CODE, &[("code", &code)]).await;
    assert_eq!(first.leads_to(), SECURITY);
    let second = match second.leads_to() {
        SIGN_IN_CODE => again.get(SIGN_IN_CODE).await,
        _ => second,
    };
    assert_eq!(second.leads_to(), SECURITY);
    assert_eq!(customer.cookie, again.cookie, "whichever is heard last");
    again.get(SECURITY).await.is(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_right_waits_for_its_code_for_a_quarter_of_an_hour() {
    let world = protected().await;
    let asked_at = world.database.stop_clock().await;
    let (mut customer, _) = halfway(&world).await;
    let after = |seconds| asked_at + TimeDelta::minutes(15) + TimeDelta::seconds(seconds);
    world.database.stop_clock_at(after(-1)).await;
    customer.get(SIGN_IN_CODE).await.is(StatusCode::OK);
    world.database.stop_clock_at(after(1)).await;
    let page = customer.get(SIGN_IN_CODE).await;
    assert_eq!(page.leads_to(), "/sign-in/over");
    let over = customer.get("/sign-in/over").await;
    over.is(StatusCode::OK)
        .says("No code is asked for any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_code_works_and_the_one_before_does_not() {
    let world = protected().await;
    let at = world.database.stop_clock().await;
    let (mut customer, first) = halfway(&world).await;
    let soon = customer.post("/sign-in/send-again", &[]).await;
    assert_eq!(soon.leads_to(), SIGN_IN_CODE);
    let page = customer.get(SIGN_IN_CODE).await;
    page.says("Please wait: a new code can be sent at");
    world
        .database
        .stop_clock_at(at + TimeDelta::seconds(61))
        .await;
    let before = world.smtp.mails().len();
    customer.post("/sign-in/send-again", &[]).await.leads_to();
    customer.get(SIGN_IN_CODE).await.is(StatusCode::OK);
    let second = next_code(&world.smtp, before).await;
    customer
        .post(SIGN_IN_CODE, &[("code", &first)])
        .await
        .leads_to();
    customer
        .get(SIGN_IN_CODE)
        .await
        .says("A newer code was sent at");
    let confirmed = customer.post(SIGN_IN_CODE, &[("code", &second)]).await;
    assert_eq!(confirmed.leads_to(), SECURITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_asked_too_often_hears_when_to_try_again_and_is_not_let_in() {
    let policy = Policy {
        challenges_per_hour: 1,
        ..Policy::default()
    };
    let world = World::start_with(1, policy).await;
    world.portal().switch_on("demo", &world.smtp).await;
    signed_in(&world).await;
    let mut customer = Stranger::at(world.portal().url());
    let again = customer.sign_in("demo", PASSWORD).await;
    again.says("Please wait: a new code can be sent at");
    customer.get(SECURITY).await.asks_to_sign_in();
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_up_forgets_that_the_password_was_right() {
    let world = protected().await;
    let (mut customer, code) = halfway(&world).await;
    let gone = customer.post("/sign-in/cancel", &[]).await;
    assert_eq!(gone.leads_to(), "/sign-in");
    customer.get(SIGN_IN_CODE).await.asks_to_sign_in();
    let tried = customer.post(SIGN_IN_CODE, &[("code", &code)]).await;
    tried.asks_to_sign_in();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_from_before_two_factor_does_not_come_back_when_it_is_off_again() {
    let world = World::start().await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let mut before = Stranger::at(portal.url());
    before.sign_in("demo", PASSWORD).await.leads_to();
    before.get(SECURITY).await.is(StatusCode::OK);
    let (enrollment_id, code) = portal.awaiting_code("demo", &world.smtp).await;
    portal.finish(&enrollment_id, &code).await;
    before.get(SECURITY).await.asks_to_sign_in();
    let mut customer = signed_in(&world).await;
    super::turn_off::turn_off(&world, &mut customer).await;
    before.get(SECURITY).await.asks_to_sign_in();
}
