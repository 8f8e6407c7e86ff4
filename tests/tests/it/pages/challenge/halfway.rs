//! Whoever knows the password and has no code gets nowhere.

use countersign_tests::{portal::PASSWORD, stranger::Stranger};
use reqwest::StatusCode;

use super::{SECURITY, SERVICES, SIGN_IN_CODE, halfway, protected};

const SETUP: &str = "/account/security/setup";

/// The pages of whoever is signed in. One that comes later belongs in here.
pub(super) fn pages() -> Vec<String> {
    let id = "01a20da9-443f-72cb-a160-54c0fa844d01";
    let steps = [
        "",
        "/password",
        "/code",
        "/delivery",
        "/okay",
        "/success",
        "/ended",
    ];
    let setup = steps.iter().map(|step| format!("{SETUP}/{id}{step}"));
    let challenge = ["/code", "/delivery", "/over"];
    let challenge = challenge
        .iter()
        .map(|step| format!("/challenge/{id}{step}"));
    let turn_off = ["", "/password", "/done"];
    let turn_off = turn_off
        .iter()
        .map(|step| format!("/account/security/turn-off/{id}{step}"));
    let others = [
        "/account",
        SECURITY,
        SETUP,
        "/account/security/turn-off",
        "/step-up/billing",
    ];
    let others = others.iter().chain(&SERVICES).map(|&page| page.to_owned());
    others
        .chain(setup)
        .chain(challenge)
        .chain(turn_off)
        .collect()
}

/// The forms of whoever is signed in.
pub(super) fn forms() -> Vec<String> {
    let id = "01a20da9-443f-72cb-a160-54c0fa844d01";
    let steps = ["/password", "/code", "/send-again", "/okay", "/cancel"];
    let setup = steps.iter().map(|step| format!("{SETUP}/{id}{step}"));
    let challenge = ["/code", "/send-again", "/cancel"];
    let challenge = challenge
        .iter()
        .map(|step| format!("/challenge/{id}{step}"));
    let others = [
        SETUP.to_owned(),
        "/account/security/turn-off".to_owned(),
        format!("/account/security/turn-off/{id}/password"),
        "/step-up/billing".to_owned(),
    ];
    others.into_iter().chain(setup).chain(challenge).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_signed_in_session_reaches_no_page_and_sends_no_form() {
    let world = protected().await;
    let (mut customer, _) = halfway(&world).await;
    for page in pages() {
        let answer = customer.get(&page).await;
        answer.asks_to_sign_in();
        assert!(!answer.text.contains("demo"), "{page}");
    }
    for form in forms() {
        customer.get(SIGN_IN_CODE).await.is(StatusCode::OK);
        customer.post(&form, &[]).await.asks_to_sign_in();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_that_takes_the_code_shows_nothing_of_the_account() {
    let world = protected().await;
    let (mut customer, _) = halfway(&world).await;
    let page = customer.get(SIGN_IN_CODE).await;
    page.says("d***@example.com");
    for told in ["demo@", "My Account", "Sign out", "user-menu"] {
        assert!(!page.text.contains(told), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_beside_the_password_skips_nothing() {
    let world = protected().await;
    for flag in ["skip", "trusted", "remember", "code", "two_factor"] {
        let mut customer = Stranger::at(world.portal().url());
        customer.get("/sign-in").await.is(StatusCode::OK);
        let fields = [
            ("identifier", "demo"),
            ("password", PASSWORD),
            (flag, "true"),
        ];
        customer
            .post("/sign-in", &fields)
            .await
            .is(StatusCode::BAD_REQUEST);
        customer.get(SECURITY).await.asks_to_sign_in();
    }
}
