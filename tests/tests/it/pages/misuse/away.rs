//! PostgreSQL away: every page says so, and what a customer was at goes on when it is back.

use countersign_tests::{
    portal::{PASSWORD, next_code},
    stranger::Stranger,
    world::{World, eventually},
};
use futures::future::join_all;
use reqwest::StatusCode;

use super::hosted;

const SETUP: &str = "/account/security/setup";

#[tokio::test(flavor = "multi_thread")]
async fn every_page_says_that_postgresql_is_away_and_nothing_is_lost() {
    let mut world = World::start_alone().await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let mut customer = Stranger::at(portal.url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.setup_up_to_the_code().await;
    let code = next_code(&world.smtp, 0).await;
    let entry = hosted::entry(&portal, "demo").await;

    world.database.server().kill().await;
    let right = [("code", code.as_str())];
    let steps = [
        "",
        "/password",
        "/code",
        "/delivery",
        "/okay",
        "/success",
        "/ended",
    ];
    let mut pages: Vec<String> = steps.map(|step| format!("{setup}{step}")).into();
    pages.extend(["/account", "/account/security", SETUP, &entry].map(str::to_owned));
    let forms = [
        (format!("{setup}/code"), &right[..]),
        (format!("{setup}/password"), &[("password", PASSWORD)]),
        (format!("{setup}/send-again"), &[]),
        (format!("{setup}/okay"), &[]),
        (format!("{setup}/cancel"), &[]),
        (SETUP.to_owned(), &[("method", "email")]),
        ("/hosted/return".to_owned(), &[]),
        ("/sign-out".to_owned(), &[]),
    ];
    let shown = join_all(
        pages
            .iter()
            .map(async |path| customer.twin().get(path).await),
    );
    let sent = forms.iter();
    let sent = join_all(sent.map(async |(path, fields)| customer.twin().post(path, fields).await));
    let mut newcomer = Stranger::at(portal.url());
    let signed_in = newcomer.sign_in("demo", PASSWORD);
    let (shown, sent, signed_in) = tokio::join!(shown, sent, signed_in);
    for page in shown.iter().chain(&sent).chain([&signed_in]) {
        page.is_unavailable();
    }
    let help = newcomer.get("/help/two-factor-email").await;
    help.is(StatusCode::OK);

    let server = world.database.server();
    server.restart().await.expect("PostgreSQL starts again");
    eventually("the page is back", async || {
        let page = customer.twin().get(&format!("{setup}/code")).await;
        page.status == StatusCode::OK
    })
    .await;
    let confirmed = customer.post(&format!("{setup}/code"), &right).await;
    assert_eq!(
        confirmed.leads_to(),
        format!("{setup}/okay"),
        "the very form that was open"
    );
    let visited = Stranger::at(portal.url()).get(&entry).await;
    assert_eq!(
        visited.leads_to(),
        "/account/security",
        "the URL was not spent"
    );
}
