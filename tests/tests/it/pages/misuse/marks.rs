//! A field is marked where what stands in it was refused, and where it was not, it is not.

use chrono::TimeDelta;
use countersign_domain::Policy;
use countersign_tests::{
    engine::wrong_codes,
    portal::{PASSWORD, next_code},
    stranger::{Page, Stranger},
    world::World,
};
use reqwest::StatusCode;

const WRONG: &str = "incorrect horse battery staple";

async fn world(policy: Policy) -> World {
    let world = World::start_with(1, policy).await;
    let put = world.portal().put_account("demo", "demo@example.com").await;
    put.expect(StatusCode::CREATED);
    world
}

/// The fields that are marked on a page that says this first.
#[track_caller]
fn marked<'a>(page: &'a Page, problem: &str) -> Vec<&'a str> {
    page.says(problem).says("role=\"alert\"");
    let inputs = page.text.split("<input ").skip(1);
    let inputs = inputs.filter_map(|rest| rest.split('>').next());
    let marked = inputs.filter(|input| input.contains("aria-invalid=\"true\""));
    marked
        .map(|input| {
            assert!(input.contains("aria-describedby=\"problem"), "{input}");
            let (_, id) = input.split_once("id=\"").expect("it has one");
            id.split('"').next().expect("it ends")
        })
        .collect()
}

/// The page that a form of it led back to.
async fn sent(customer: &mut Stranger, to: &str, fields: &[(&str, &str)]) -> Page {
    let sent = customer.post(to, fields).await;
    customer.get(sent.leads_to()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_form_to_sign_in() {
    let world = world(Policy::default()).await;
    world.database.stop_clock().await;
    let mut customer = Stranger::at(world.portal().url());
    let page = customer.sign_in(" ", WRONG).await;
    assert_eq!(marked(&page, "Enter your email address"), ["identifier"]);
    let page = customer.sign_in("demo", "").await;
    assert_eq!(marked(&page, "Enter your password"), ["password"]);
    // Nobody is told which of the two.
    let both = ["identifier", "password"];
    for _ in 0..5 {
        let page = customer.sign_in("demo", WRONG).await;
        assert_eq!(marked(&page, "is not right."), both);
    }
    let page = customer.sign_in("demo", PASSWORD).await;
    assert!(marked(&page, "Too many tries.").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_password() {
    let world = world(Policy {
        wrong_passwords_until_lock: 2,
        ..Policy::default()
    })
    .await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let step = format!("{}/password", customer.begin_setup().await);
    for (password, problem) in [
        ("", "Enter the password of your account."),
        (WRONG, "This is not the password of your account."),
    ] {
        let page = sent(&mut customer, &step, &[("password", password)]).await;
        assert_eq!(marked(&page, problem), ["password"]);
    }
    for password in [WRONG, PASSWORD] {
        let page = sent(&mut customer, &step, &[("password", password)]).await;
        assert!(marked(&page, "Too many wrong passwords.").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_code() {
    let world = world(Policy {
        guesses_per_code: 2,
        ..Policy::default()
    })
    .await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.setup_up_to_the_code().await;
    let (step, again) = (format!("{setup}/code"), format!("{setup}/send-again"));
    let first = next_code(&world.smtp, 0).await;
    let page = sent(&mut customer, &again, &[]).await;
    assert!(marked(&page, "Please wait:").is_empty());
    let wrong = wrong_codes(&[&first], 2);
    for (guess, problem) in [
        ("", "Enter the code from the email."),
        ("12345", "A code has 6 digits."),
        (&wrong[0], "There is one try left."),
        (&wrong[1], "This code takes no more tries: send a new one."),
    ] {
        let page = sent(&mut customer, &step, &[("code", guess)]).await;
        assert_eq!(marked(&page, problem), ["code"]);
    }
    let page = sent(&mut customer, &step, &[("code", &first)]).await;
    assert!(marked(&page, "This code takes no more tries. Send a new one.").is_empty());

    world.database.shift_clock(TimeDelta::seconds(61)).await;
    let mails = world.smtp.mails().len();
    customer.post(&again, &[]).await.leads_to();
    let second = next_code(&world.smtp, mails).await;
    let page = sent(&mut customer, &step, &[("code", &first)]).await;
    assert_eq!(marked(&page, "A newer code was sent at"), ["code"]);
    world.database.shift_clock(TimeDelta::minutes(12)).await;
    let page = sent(&mut customer, &step, &[("code", &second)]).await;
    assert!(marked(&page, "This code has expired.").is_empty());
}
