//! Turning two-factor off takes a code and the password.

use chrono::TimeDelta;
use countersign_tests::{
    portal::PASSWORD,
    stranger::Stranger,
    world::{BOUND, World},
};
use reqwest::StatusCode;

use super::{SECURITY, asks, other_than, protected, signed_in};

const TURN_OFF: &str = "/account/security/turn-off";

/// Turns it off, step by step.
pub(super) async fn turn_off(world: &World, customer: &mut Stranger) {
    let (challenge, code) = asks(world, customer, TURN_OFF).await;
    let confirmed = customer
        .post(&format!("{challenge}/code"), &[("code", &code)])
        .await;
    let form = confirmed.leads_to().to_owned();
    customer.get(&form).await.is(StatusCode::OK);
    let off = customer.post(&form, &[("password", PASSWORD)]).await;
    let done = customer.get(off.leads_to()).await;
    done.is(StatusCode::OK)
        .says("Two-factor authentication is off");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_and_the_password_turn_it_off_and_a_mail_says_so() {
    let world = protected().await;
    let mut customer = signed_in(&world).await;
    let mut elsewhere = signed_in(&world).await;
    customer.get(SECURITY).await.says(TURN_OFF);
    turn_off(&world, &mut customer).await;
    let security = customer.get(SECURITY).await;
    security.is(StatusCode::OK).says("badge-off");
    elsewhere.get(SECURITY).await.asks_to_sign_in();
    let subject = "Two-factor authentication is off for your";
    let told = |mails: &[countersign_tests::smtp::Received]| {
        let subjects = mails.iter().filter_map(|mail| mail.header("Subject"));
        subjects.filter(|line| line.contains(subject)).count() == 1
    };
    world.smtp.wait_for(told, BOUND).await;
    // The password is enough from now on.
    let mut customer = Stranger::at(world.portal().url());
    let way = customer.sign_in("demo", PASSWORD).await;
    assert_eq!(way.leads_to(), SECURITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_of_them_is_enough_alone() {
    let world = protected().await;
    let mut customer = signed_in(&world).await;
    let (challenge, code) = asks(&world, &mut customer, TURN_OFF).await;
    let id = challenge.strip_prefix("/challenge/").expect("a challenge");
    let form = format!("{TURN_OFF}/{id}/password");
    let is_on = async |customer: &mut Stranger| {
        customer
            .get(SECURITY)
            .await
            .is(StatusCode::OK)
            .says("badge-on");
    };
    // The password without a code.
    is_on(&mut customer).await;
    let tried = customer.post(&form, &[("password", PASSWORD)]).await;
    assert_eq!(tried.leads_to(), format!("{challenge}/code"));
    is_on(&mut customer).await;
    // The password and a wrong code.
    let code_form = format!("{challenge}/code");
    customer
        .post(&code_form, &[("code", other_than(&code))])
        .await
        .leads_to();
    customer.get(SECURITY).await.is(StatusCode::OK);
    customer
        .post(&form, &[("password", PASSWORD)])
        .await
        .leads_to();
    is_on(&mut customer).await;
    // The code and a wrong password.
    customer.get(&code_form).await.is(StatusCode::OK);
    let confirmed = customer.post(&code_form, &[("code", &code)]).await;
    assert_eq!(confirmed.leads_to(), form);
    customer.get(&form).await.is(StatusCode::OK);
    let wrong = customer
        .post(&form, &[("password", "incorrect horse")])
        .await;
    assert_eq!(wrong.leads_to(), form);
    customer.get(&form).await.says("There are 4 tries left.");
    is_on(&mut customer).await;
    customer.get(&form).await.is(StatusCode::OK);
    customer
        .post(&form, &[("password", PASSWORD)])
        .await
        .leads_to();
    customer
        .get(SECURITY)
        .await
        .is(StatusCode::OK)
        .says("badge-off");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_counts_for_five_minutes() {
    let world = protected().await;
    let mut customer = signed_in(&world).await;
    let (challenge, code) = asks(&world, &mut customer, TURN_OFF).await;
    let at = world.database.stop_clock().await;
    let confirmed = customer
        .post(&format!("{challenge}/code"), &[("code", &code)])
        .await;
    let form = confirmed.leads_to().to_owned();
    let after = |seconds| at + TimeDelta::minutes(5) + TimeDelta::seconds(seconds);
    world.database.stop_clock_at(after(-1)).await;
    customer.get(&form).await.is(StatusCode::OK);
    // The instance carried the time on by its own clock since it asked for the code.
    world.database.stop_clock_at(after(30)).await;
    let late = customer.post(&form, &[("password", PASSWORD)]).await;
    assert_eq!(late.leads_to(), TURN_OFF);
    customer
        .get(SECURITY)
        .await
        .is(StatusCode::OK)
        .says("badge-on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_turns_nothing_off() {
    let world = protected().await;
    let mut customer = signed_in(&world).await;
    for origin in ["https://evil.example", "null"] {
        let mut forged = customer.twin().saying("origin", origin);
        let answer = forged.post(TURN_OFF, &[]).await;
        answer.is(StatusCode::FORBIDDEN);
    }
    let bare = customer.post_bare(TURN_OFF, &[]).await;
    assert_ne!(bare.status, StatusCode::SEE_OTHER);
    customer
        .get(SECURITY)
        .await
        .is(StatusCode::OK)
        .says("badge-on");
}
