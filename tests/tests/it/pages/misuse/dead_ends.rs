//! Where a customer could be stuck, and is not.

use chrono::TimeDelta;
use countersign_tests::{
    portal::{PASSWORD, next_code},
    stranger::{Page, Stranger},
};
use reqwest::StatusCode;

use super::hosted::visit;
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
    let comes_first = "role=\"alert\" tabindex=\"-1\" data-focus";
    let page = customer.get(entered.leads_to()).await;
    page.is(StatusCode::OK).says(comes_first);
    assert_eq!(page.text.matches(VOIDED).count(), 1, "{}", page.text);
    let unfit = customer.post(&code, &[("code", "")]).await;
    let page = customer.get(unfit.leads_to()).await;
    assert_eq!(page.text.matches(VOIDED).count(), 1, "{}", page.text);
    let page = customer.get(&code).await;
    assert!(!page.text.contains(comes_first), "once");
    page.is(StatusCode::OK)
        .says(VOIDED)
        .says("delivery-voided")
        .says("A new code goes to n***@example.com.")
        // No other time on this page has its zone.
        .says(" (UTC).</p>");
    for misleading in [
        "name=\"code\"",
        "Enter the code from the email.",
        "The code goes to",
        "accepted the mail",
        "not_sent",
        "Did it not come?",
    ] {
        assert!(!page.text.contains(misleading), "{misleading}");
    }

    world.database.shift_clock(TimeDelta::seconds(61)).await;
    let page = customer.get(&code).await;
    page.says("You can have a new code sent now.");
    let mails = world.smtp.mails().len();
    let sent = customer.post(&format!("{setup}/send-again"), &[]).await;
    let page = customer.get(sent.leads_to()).await;
    page.is(StatusCode::OK)
        .says("The code goes to n***@example.com.");
    assert!(!page.text.contains(VOIDED));
    let new = next_code(&world.smtp, mails).await;
    let confirmed = customer.post(&code, &[("code", &new)]).await;
    assert_eq!(confirmed.leads_to(), format!("{setup}/okay"));
}

#[tokio::test(flavor = "multi_thread")]
async fn to_try_again_leads_to_a_page_wherever_a_form_was_refused() {
    let world = world().await;
    let portal = world.portal();
    let mut signed_in = Stranger::at(portal.url());
    signed_in.sign_in("demo", PASSWORD).await.leads_to();
    let setup = signed_in.setup_up_to_the_code().await;
    let steps = ["/password", "/code", "/send-again", "/okay", "/cancel"];
    let mut forms: Vec<String> = steps.map(|step| format!("{setup}{step}")).into();
    let others = [
        "/account/security/setup",
        "/sign-in",
        "/sign-out",
        "/hosted/return",
    ];
    forms.extend(others.map(str::to_owned));
    let mut hosted = visit(&portal, "demo").await;
    for customer in [&mut signed_in, &mut hosted] {
        for form in &forms {
            "forged".clone_into(&mut customer.csrf);
            let refused = customer.post(form, &[]).await;
            refused.is(StatusCode::FORBIDDEN).says("Try again");
            let mut page = customer.get(again(&refused)).await;
            while page.status == StatusCode::SEE_OTHER {
                page = customer.get(page.leads_to()).await;
            }
            page.is(StatusCode::OK);
        }
    }
}

/// Where *Try again* leads.
fn again(page: &Page) -> &str {
    let (before, _) = page.text.split_once("\">Try again").expect("a link");
    before.rsplit('"').next().expect("its address")
}
