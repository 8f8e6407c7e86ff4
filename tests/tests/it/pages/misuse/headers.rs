//! What every answer tells the browser about itself, word for word.

use countersign::pages::PageSettings;
use countersign_tests::{
    portal::PASSWORD,
    stranger::{Page, Stranger},
    world::{RETURN_ORIGIN, World, page_settings},
};
use reqwest::{Method, StatusCode};

use super::hosted::entry;
use crate::pages::walk::world;

pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      form-action 'self'";

#[track_caller]
pub(crate) fn says_what_may_be_done_with_it(page: &Page, policy: &str) {
    for (name, value) in [
        ("content-security-policy", policy),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=()",
        ),
        ("cache-control", "no-store"),
    ] {
        let values: Vec<_> = page.headers.get_all(name).iter().collect();
        assert_eq!(values, [value], "{name} of a page of {}", page.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_may_be_done_with_it() {
    let world = world().await;
    let portal = world.portal();
    let setup = "/account/security/setup";
    let mut customer = Stranger::at(portal.url());
    let mut visitor = Stranger::at(portal.url());
    let pages = [
        customer.get(setup).await,
        customer.get("/sign-in").await,
        customer.sign_in("demo", "wrong").await,
        customer.sign_in("demo", PASSWORD).await,
        customer.get("/account").await,
        customer.get("/account/security").await,
        customer.get(setup).await,
        customer.get("/help/two-factor-email").await,
        customer.get("/account/nothing").await,
        customer.post(setup, &[("method", "none")]).await,
        customer.post_bare(setup, &[("method", "email")]).await,
        customer.ask(Method::PUT, setup).await,
        visitor.get(&entry(&portal, "demo").await).await,
        visitor.get("/account/security").await,
        visitor.get("/hosted/used").await,
        visitor.post("/hosted/return", &[]).await,
    ];
    let statuses: Vec<u16> = pages.iter().map(|page| page.status.as_u16()).collect();
    assert_eq!(
        statuses,
        [
            303, 200, 422, 303, 200, 200, 200, 200, 404, 400, 403, 405, 303, 200, 410, 303
        ]
    );
    for page in &pages {
        says_what_may_be_done_with_it(page, &format!("{POLICY} {RETURN_ORIGIN}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_portal_is_known_a_form_leads_nowhere_else() {
    let world = World::start_with_pages(PageSettings {
        return_origins: vec![],
        ..page_settings()
    })
    .await;
    let page = Stranger::at(world.portal().url()).get("/sign-in").await;
    says_what_may_be_done_with_it(page.is(StatusCode::OK), POLICY);
}
