//! Forms: taken from a page of ours in this browser, with the fields of that page.

use countersign::api_keys::Role;
use countersign_tests::{portal::PASSWORD, stranger::Stranger, world::World};
use reqwest::StatusCode;
use serde_json::Value;

use crate::pages::walk::world;

/// The forms of a setup that waits for its code, each with what a customer would send.
fn forms_of(setup: &str) -> Vec<(String, Vec<(&'static str, &'static str)>)> {
    let of = |step: &str, fields| (format!("{setup}{step}"), fields);
    vec![
        (
            "/account/security/setup".to_owned(),
            vec![("method", "email")],
        ),
        of("/password", vec![("password", PASSWORD)]),
        of("/code", vec![("code", "123456")]),
        of("/send-again", vec![]),
        of("/okay", vec![]),
        of("/cancel", vec![]),
    ]
}

/// The same, and the two that end a visit.
fn every_form_of(setup: &str) -> Vec<(String, Vec<(&'static str, &'static str)>)> {
    let ways_out = ["/sign-out", "/hosted/return"];
    let ways_out = ways_out.map(|path| (path.to_owned(), vec![]));
    forms_of(setup).into_iter().chain(ways_out).collect()
}

/// The enrollment of a setup's path, as the API shows it.
async fn enrollment(world: &World, setup: &str) -> Value {
    let id = setup.rsplit('/').next().expect("an id");
    let path = format!("/v1/enrollments/{id}");
    let mut answer = world.portal().get(Role::Portal, &path).await;
    answer.expect(StatusCode::OK);
    // The mail goes its own way meanwhile.
    answer.body["code"]["delivery"] = Value::Null;
    answer.body["version"] = Value::Null;
    answer.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_does_nothing() {
    let world = world().await;
    let mut stranger = Stranger::at(world.portal().url());
    stranger.sign_in("demo", PASSWORD).await.leads_to();
    let setup = stranger.setup_up_to_the_code().await;
    let before = enrollment(&world, &setup).await;
    let mut another = Stranger::at(world.portal().url());
    another.get("/sign-in").await;
    let signing_in = vec![("identifier", "demo"), ("password", PASSWORD)];
    let signing_in = ("/sign-in".to_owned(), signing_in);
    for (path, fields) in every_form_of(&setup).into_iter().chain([signing_in]) {
        for elsewhere in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
        ] {
            let mut stranger = stranger.twin().saying(elsewhere.0, elsewhere.1);
            let page = stranger.post(&path, &fields).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}: {elsewhere:?}");
        }
        for forged in ["", "x", &another.csrf] {
            let mut stranger = stranger.twin();
            forged.clone_into(&mut stranger.csrf);
            let page = stranger.post(&path, &fields).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}: {forged}");
        }
        let page = stranger.post_bare(&path, &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}: no token");
    }
    assert_eq!(enrollment(&world, &setup).await, before, "nothing was done");
    let given_up = stranger.post(&format!("{setup}/cancel"), &[]).await;
    assert_eq!(given_up.leads_to(), setup, "its own page's form is taken");
    assert_eq!(enrollment(&world, &setup).await["state"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_a_session_that_ended_does_nothing() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.setup_up_to_the_code().await;
    let before = enrollment(&world, &setup).await;
    let mut kept = customer.twin();
    let old = customer.csrf.clone();
    assert_eq!(customer.post("/sign-out", &[]).await.leads_to(), "/sign-in");

    for (path, fields) in forms_of(&setup) {
        kept.post(&path, &fields).await.asks_to_sign_in();
        customer.post(&path, &fields).await.asks_to_sign_in();
    }
    let again = customer.post("/sign-out", &[]).await;
    again.is(StatusCode::FORBIDDEN).says("not accepted");
    customer.sign_in("demo", PASSWORD).await.leads_to();
    for (path, fields) in forms_of(&setup) {
        old.clone_into(&mut customer.csrf);
        let page = customer.post(&path, &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(enrollment(&world, &setup).await, before, "nothing was done");
    customer.get(&format!("{setup}/code")).await;
    let given_up = customer.post(&format!("{setup}/cancel"), &[]).await;
    assert_eq!(
        given_up.leads_to(),
        setup,
        "the new session's form is taken"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_has_the_fields_of_its_page_and_each_once() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    customer.get("/sign-in").await;
    let signing_in = [("identifier", "demo"), ("password", PASSWORD)];
    for unfit in [
        &[signing_in[0], signing_in[0], signing_in[1]][..],
        &[signing_in[0]],
        &[],
    ] {
        customer
            .post("/sign-in", unfit)
            .await
            .is(StatusCode::BAD_REQUEST);
    }
    let unknown = [signing_in[0], signing_in[1], ("admin", "1")];
    customer
        .post("/sign-in", &unknown)
        .await
        .is(StatusCode::BAD_REQUEST);
    customer.get("/account").await.asks_to_sign_in();

    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.setup_up_to_the_code().await;
    let before = enrollment(&world, &setup).await;
    for (path, fields) in every_form_of(&setup) {
        for more in [("account_id", "other"), ("csrf", "x"), ("method", "email")] {
            let page = customer.post(&path, &[&fields[..], &[more]].concat()).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}: {more:?}");
        }
    }
    for method in ["", "carrier-pigeon", "Email"] {
        let page = customer
            .post("/account/security/setup", &[("method", method)])
            .await;
        page.is(StatusCode::BAD_REQUEST);
    }
    assert_eq!(enrollment(&world, &setup).await, before, "nothing was done");
    customer
        .get(&format!("{setup}/code"))
        .await
        .is(StatusCode::OK);
}
