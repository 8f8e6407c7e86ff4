//! Where a customer could be stuck, and is not.

use chrono::TimeDelta;
use countersign_tests::portal::{PASSWORD, next_code};
use reqwest::StatusCode;

use super::stranger::Stranger;
use crate::pages::walk::world;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_another_address_voided_says_so_and_leads_to_a_new_one() {
    const VOIDED: &str = "The email address of your account changed, so the code no longer works.";
    let world = world().await;
    let portal = world.portal();
    let mut customer = Stranger::at(portal.url());
    customer.sign_in("demo", PASSWORD).await.leads_to();
    let setup = customer.setup_up_to_the_code().await;
    let old = next_code(&world.smtp, 0).await;
    portal
        .put_account("demo", "new@example.com")
        .await
        .expect(StatusCode::OK);

    let code = format!("{setup}/code");
    let entered = customer.post(&code, &[("code", &old)]).await;
    entered.is(StatusCode::CONFLICT).says(VOIDED);
    let page = customer.get(&code).await;
    page.is(StatusCode::OK)
        .says(VOIDED)
        .says("A new code goes to n***@example.com.");
    for misleading in [
        "name=\"code\"",
        "We sent a code",
        "accepted the mail",
        "Did it not come?",
    ] {
        assert!(!page.text.contains(misleading), "{misleading}");
    }

    world.database.shift_clock(TimeDelta::seconds(61)).await;
    let page = customer.get(&code).await;
    page.says("You can have a new code sent now.");
    let mails = world.smtp.mails().len();
    let sent = customer.post(&format!("{setup}/send-again"), &[]).await;
    sent.is(StatusCode::OK)
        .says("We sent a code to n***@example.com.");
    assert!(!sent.text.contains(VOIDED));
    let new = next_code(&world.smtp, mails).await;
    let confirmed = customer.post(&code, &[("code", &new)]).await;
    assert_eq!(confirmed.leads_to(), format!("{setup}/okay"));
}
