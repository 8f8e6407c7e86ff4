//! The way back to the portal, from a visit that is over and from a URL that opens nothing.

use chrono::TimeDelta;
use countersign::pages::PageSettings;
use countersign_tests::{
    portal::PASSWORD,
    stranger::{Page, Stranger},
    world::{RETURN_ORIGIN, World, eventually, page_settings},
};
use reqwest::StatusCode;

use super::{
    misuse::hosted::{entry, visit},
    walk::world,
};

const SECURITY: &str = "/account/security";
const SIGN_IN: &str = "href=\"/sign-in";

fn back() -> String {
    format!("href=\"{RETURN_ORIGIN}/done\">Back to the portal</a>")
}

/// Whether a URL opens nothing any more, and leads back or not.
fn is_used(page: &Page, leads_back: bool) {
    page.is(StatusCode::GONE);
    assert_eq!(page.text.contains(&back()), leads_back, "{}", page.text);
    assert!(!page.text.contains("demo"), "{}", page.text);
    assert_eq!(page.header("set-cookie"), None);
}

async fn rows(world: &World, table: &str) -> i64 {
    let count = format!("SELECT count(*) FROM {table}");
    let count = sqlx::query_scalar(&count)
        .fetch_one(&mut world.database.admin().await)
        .await;
    count.expect("the table is there")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_ran_out_leads_back_for_a_day() {
    let world = World::start_with_pages(PageSettings {
        signs_in: false,
        ..page_settings()
    })
    .await;
    let portal = world.portal();
    portal.put_account("demo", "demo@example.com").await;
    let mut customer = visit(&portal, "demo").await;
    for over in [
        TimeDelta::minutes(30),
        TimeDelta::hours(1),
        TimeDelta::hours(24),
    ] {
        world.database.shift_clock(over).await;
        let page = customer.get(SECURITY).await;
        page.is_over();
        assert!(!page.text.contains(SIGN_IN), "nobody signs in here");
        let form = customer.post("/account/security/setup", &[("method", "email")]);
        form.await.is_over();
    }
    world.database.shift_clock(TimeDelta::hours(25)).await;
    let page = customer.get(SECURITY).await;
    page.is(StatusCode::UNAUTHORIZED);
    assert!(!page.text.contains(RETURN_ORIGIN), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_customers_sign_in_too_a_visit_that_ran_out_offers_both() {
    let world = world().await;
    let mut customer = visit(&world.portal(), "demo").await;
    world.database.shift_clock(TimeDelta::minutes(30)).await;
    let page = customer.get(SECURITY).await;
    page.is_over();
    page.says("href=\"/sign-in?back=%2Faccount%2Fsecurity\">Sign in</a>");
    customer.sign_in("demo", PASSWORD).await.leads_to();
    customer.get(SECURITY).await.is(StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_that_was_used_or_is_too_old_leads_back_for_a_day() {
    let world = world().await;
    let portal = world.portal();
    let (used, late) = (entry(&portal, "demo").await, entry(&portal, "demo").await);
    let mut stranger = Stranger::at(portal.url());
    Stranger::at(portal.url()).get(&used).await.leads_to();
    is_used(&stranger.get(&used).await, true);
    for (over, leads_back) in [
        (TimeDelta::seconds(61), true),
        (TimeDelta::hours(24), true),
        (TimeDelta::hours(25), false),
    ] {
        world.database.shift_clock(over).await;
        for url in [&used, &late, &used] {
            is_used(&stranger.get(url).await, leads_back);
        }
    }
    is_used(&stranger.get("/hosted/unknown").await, false);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_back_to_where_the_list_does_not_lead_any_more() {
    let world = world().await;
    let portal = world.portal();
    let mut customer = visit(&portal, "demo").await;
    let used = entry(&portal, "demo").await;
    Stranger::at(portal.url()).get(&used).await.leads_to();
    for table in ["page_sessions", "page_entries"] {
        let moved = format!("UPDATE {table} SET return_url = 'https://evil.example/done'");
        let mut admin = world.database.admin().await;
        let moved = sqlx::raw_sql(&moved).execute(&mut admin).await;
        assert!(moved.expect("the superuser may").rows_affected() > 0);
    }
    let left = customer.post("/hosted/return", &[]).await;
    left.is(StatusCode::NOT_FOUND);
    let used = customer.get(&used).await;
    world.database.shift_clock(TimeDelta::minutes(30)).await;
    let over = customer.get(SECURITY).await;
    over.asks_to_sign_in();
    for page in [left, used, over] {
        assert!(!page.text.contains("evil.example/"), "{}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn back_to_the_portal_leads_there_however_often_and_late() {
    let world = world().await;
    let mut customer = visit(&world.portal(), "demo").await;
    for over in [TimeDelta::zero(), TimeDelta::minutes(40)] {
        world.database.shift_clock(over).await;
        for _ in 0..2 {
            let left = customer.post("/hosted/return", &[]).await;
            assert_eq!(left.leads_to(), format!("{RETURN_ORIGIN}/done"));
            customer.get(SECURITY).await.is_over();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_later_a_visit_is_forgotten() {
    let mut world = world().await;
    let portal = world.portal();
    visit(&portal, "demo").await;
    entry(&portal, "demo").await;
    let mut signed_in = Stranger::at(portal.url());
    signed_in.sign_in("demo", PASSWORD).await.leads_to();
    for (over, sessions, entries) in [(23, 1, 2), (25, 0, 0)] {
        world.database.shift_clock(TimeDelta::hours(over)).await;
        // It keeps house when it starts.
        world.start_instance().await;
        eventually("old sessions are forgotten", async || {
            rows(&world, "page_sessions").await == sessions
        })
        .await;
        eventually("old URLs are forgotten", async || {
            rows(&world, "page_entries").await == entries
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_url_ends_the_session_that_the_browser_had() {
    let world = world().await;
    let portal = world.portal();
    let mut customer = Stranger::at(portal.url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let mut before = customer.twin();
    let url = entry(&portal, "demo").await;
    assert_eq!(customer.get(&url).await.leads_to(), SECURITY);
    customer.get(SECURITY).await.is(StatusCode::OK);
    before.get(SECURITY).await.asks_to_sign_in();

    let used = customer.get(&url).await;
    is_used(&used, true);
    customer.get(SECURITY).await.is(StatusCode::OK);
}
