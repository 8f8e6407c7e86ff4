//! Whoever is to be asked for a code, for each of what one is asked for.

use chrono::TimeDelta;
use countersign_domain::ChallengePurpose;
use countersign_tests::{
    portal::PASSWORD,
    stranger::{Page, Stranger},
    world::World,
};
use reqwest::StatusCode;
use sqlx::Executor;

use super::asked::Asked;
use crate::pages::challenge::{STEP_UP_MINUTES, signed_in_as};

pub(super) const TURN_OFF: &str = "/account/security/turn-off";

/// Somebody who is about to be asked for a code. Each has an account of their own, since codes of
/// one account come one a minute.
pub(super) struct Customer {
    pub(super) purpose: ChallengePurpose,
    pub(super) account_id: &'static str,
    pub(super) browser: Stranger,
}

/// One for each of what codes are asked for.
pub(super) async fn customers(world: &World) -> Vec<Customer> {
    let mut customers = vec![];
    for (purpose, account_id) in [
        (ChallengePurpose::SignIn, "demo-1"),
        (ChallengePurpose::StepUp, "demo-2"),
        (ChallengePurpose::Disable, "demo-3"),
    ] {
        world.portal().switch_on(account_id, &world.smtp).await;
        let browser = match purpose {
            ChallengePurpose::SignIn => Stranger::at(world.portal().url()),
            _ => signed_in_as(account_id, world).await,
        };
        customers.push(Customer {
            purpose,
            account_id,
            browser,
        });
    }
    // The code they signed in with opens nothing any more.
    let later = TimeDelta::minutes(STEP_UP_MINUTES + 1);
    world.database.shift_clock(later).await;
    customers
}

/// The same, asked already; each with their code.
pub(super) async fn asked(world: &World) -> Vec<(Asked, String)> {
    let mut asked = vec![];
    for customer in customers(world).await {
        let customer = customer.asks(world).await;
        let code = customer.code(world).await;
        asked.push((customer, code));
    }
    asked
}

impl Customer {
    /// Gets to the page that takes the code.
    pub(super) async fn asks(self, world: &World) -> Asked {
        let mails_before = world.smtp.mails_to(&address(self.account_id)).len();
        let mut browser = self.browser;
        let asked = match self.purpose {
            ChallengePurpose::SignIn => browser.sign_in(self.account_id, PASSWORD).await,
            ChallengePurpose::StepUp => ask(&mut browser, "/step-up/billing").await,
            ChallengePurpose::Disable => ask(&mut browser, TURN_OFF).await,
        };
        let page = asked.leads_to().to_owned();
        browser.get(&page).await.is(StatusCode::OK);
        Asked {
            browser,
            purpose: self.purpose,
            account_id: self.account_id,
            mails_before,
            page,
        }
    }
}

/// Runs statements as the superuser.
pub(super) async fn run(world: &World, statements: &str) {
    let mut admin = world.database.admin().await;
    admin.execute(statements).await.expect("it can be done");
}

/// Sends the form of a page that asks for a code.
async fn ask(browser: &mut Stranger, form: &str) -> Page {
    browser.get(form).await.is(StatusCode::OK);
    browser.post(form, &[]).await
}

pub(super) fn address(account_id: &str) -> String {
    format!("{account_id}@example.com")
}
