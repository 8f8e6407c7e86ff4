//! What is not there: for nobody, or not for this visitor.

use countersign::api_keys::Role;
use countersign_tests::{
    portal::{PASSWORD, next_code},
    stranger::Stranger,
};
use reqwest::StatusCode;
use serde_json::json;

use super::hosted::visit;
use crate::pages::walk::world;

/// Every page of a setup.
const PAGES: [&str; 9] = [
    "",
    "/password",
    "/code",
    "/delivery",
    "/send-again",
    "/okay",
    "/success",
    "/ended",
    "/cancel",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_a_page_that_is_not_there() {
    let world = world().await;
    let mut customer = Stranger::at(world.portal().url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    for path in [
        "/sign-in?back=a&back=b",
        "/account/security/setup/1/code",
        "/account/security/setup/01a20da9-443f-72cb-a160-54c0fa844d01/code",
    ] {
        let page = customer.get(path).await;
        page.is(StatusCode::NOT_FOUND).says("<h1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_of_somebody_else_is_not_there_at_any_step() {
    let world = world().await;
    let portal = world.portal();
    portal.put_account("other", "other@example.com").await;
    let mut signed_in = Stranger::at(portal.url());
    signed_in.sign_in("other", PASSWORD).await.leads_to();
    signed_in.get("/account/security").await.is(StatusCode::OK);
    let mut hosted = visit(&portal, "other").await;
    let id = portal.start_setup("demo").await;
    let code = |code: String| json!({"code": code});
    for (step, body) in [
        ("verify-password", Some(json!({"password": PASSWORD}))),
        ("confirm-code", None),
        ("acknowledge", Some(json!({}))),
        ("the end", Some(json!({}))),
    ] {
        let path = format!("/v1/enrollments/{id}");
        let before = portal.get(Role::Portal, &path).await.body;
        for stranger in [&mut signed_in, &mut hosted] {
            is_not_there(stranger, &id).await;
        }
        let after = portal.get(Role::Portal, &path).await.body;
        assert_eq!(after["state"], before["state"], "nothing was done");
        assert_eq!(after["code"]["number"], before["code"]["number"]);
        assert_eq!(
            after["code"]["attempts_left"],
            before["code"]["attempts_left"]
        );
        let body = match body {
            Some(body) => body,
            None => code(next_code(&world.smtp, 0).await),
        };
        if step != "the end" {
            portal.command(&id, step, body).await.expect(StatusCode::OK);
        }
    }
    let security = portal
        .get(Role::Portal, "/v1/accounts/other/security")
        .await;
    assert_eq!(security.body["two_factor"], "off");
}

async fn is_not_there(stranger: &mut Stranger, enrollment_id: &str) {
    let setup = format!("/account/security/setup/{enrollment_id}");
    for page in PAGES {
        let page = stranger.get(&format!("{setup}{page}")).await;
        page.is(StatusCode::NOT_FOUND).says("There is no such page");
    }
    for (step, fields) in [
        ("/password", &[("password", PASSWORD)][..]),
        ("/code", &[("code", "123456")]),
        ("/code", &[("code", "1")]),
        ("/send-again", &[]),
        ("/okay", &[]),
        ("/cancel", &[]),
    ] {
        let page = stranger.post(&format!("{setup}{step}"), fields).await;
        page.is(StatusCode::NOT_FOUND).says("There is no such page");
    }
}
