//! PostgreSQL.

use countersign_domain::ChallengePurpose;
use countersign_tests::{
    portal::PASSWORD,
    stranger::Stranger,
    world::{World, eventually},
};
use futures::future::join_all;
use reqwest::StatusCode;

use super::{
    asked::Asked,
    scene::{asked, run},
};
use crate::pages::challenge::{SECURITY, halfway};

#[tokio::test(flavor = "multi_thread")]
async fn without_postgresql_every_page_says_so_and_the_right_code_lets_in_later() {
    let mut world = World::start_alone().await;
    let asked = asked(&world).await;

    world.database.server().kill().await;
    join_all(asked.iter().map(async |(customer, code)| {
        customer.enters(code).await.is_unavailable();
    }))
    .await;
    join_all(asked.iter().map(|(customer, _)| is_told(customer))).await;

    let server = world.database.server();
    server.restart().await.expect("PostgreSQL starts again");
    for (customer, code) in asked {
        eventually("the page is back", async || {
            customer.sees().await.status == StatusCode::OK
        })
        .await;
        customer.is_shut_out().await;
        customer.guesses_in_vain(&code, 4).await;
        customer.gets_in_with(&code).await;
    }
}

/// Every page that they could try says that a part is away.
async fn is_told(customer: &Asked) {
    let shown = customer.addresses().into_iter().chain(halfway::pages());
    let shown = join_all(shown.map(async |page| customer.browser.twin().get(&page).await));
    let forms = customer.addresses().into_iter().chain(halfway::forms());
    let forms = forms.filter(|form| !["/delivery", "/over"].iter().any(|end| form.ends_with(end)));
    let fields = [("password", PASSWORD)];
    let sent = forms.map(async |form| {
        let fields = if form.ends_with("/password") {
            &fields[..]
        } else {
            &[]
        };
        customer.browser.twin().post(&form, fields).await
    });
    let (shown, sent) = tokio::join!(shown, join_all(sent));
    for page in shown.iter().chain(&sent) {
        page.is_unavailable();
    }
}

/// PostgreSQL is read and not written.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_cannot_be_recorded_lets_nobody_in() {
    let world = World::start().await;
    let asked = asked(&world).await;
    refuse(&world, "INSERT ON events").await;
    for (customer, code) in &asked {
        customer.sees().await.is(StatusCode::OK);
        customer.enters(code).await.is_unavailable();
        customer.is_shut_out().await;
    }
    // Nor is anybody let off the code who has the password.
    let mut newcomer = Stranger::at(world.portal().url());
    newcomer.sign_in("demo-1", PASSWORD).await.is_unavailable();
    newcomer.get(SECURITY).await.asks_to_sign_in();

    allow(&world, "events").await;
    for (customer, code) in asked {
        customer.gets_in_with(&code).await;
    }
}

/// The code is taken, and then what it opens is not written.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_cannot_be_written_lets_nobody_in() {
    let world = World::start().await;
    let asked = asked(&world).await;
    let writes = "INSERT OR UPDATE OF code_at ON page_sessions";
    refuse(&world, writes).await;
    for (customer, code) in &asked {
        customer.enters(code).await.is_unavailable();
        customer.is_out().await;
    }

    allow(&world, "page_sessions").await;
    for (customer, code) in asked {
        let heard = customer.enters(&code).await;
        assert_eq!(heard.leads_to(), customer.page, "it was right already");
        let opened = customer.sees().await;
        if customer.purpose == ChallengePurpose::StepUp {
            // A code opens what is protected in the session alone that this was noted in.
            customer.is_shut_out().await;
            let customer = customer.again().asks(&world).await;
            let code = customer.code(&world).await;
            customer.gets_in_with(&code).await;
        } else {
            customer.goes_in_by(&opened).await;
        }
    }
}

/// Has the database refuse this.
async fn refuse(world: &World, writes: &str) {
    let statements = format!(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
         CREATE TRIGGER refused BEFORE {writes} FOR EACH ROW EXECUTE FUNCTION refuse();"
    );
    run(world, &statements).await;
}

/// And no more.
async fn allow(world: &World, table: &str) {
    run(world, &format!("DROP TRIGGER refused ON {table}")).await;
}
