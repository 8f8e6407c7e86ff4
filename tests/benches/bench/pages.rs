//! Row 7: the processor time of serving each page, PostgreSQL's with it and without a password's
//! hash, and the page's weight with all that it loads, against what they may come to.

use countersign_tests::{
    portal::{PASSWORD, Portal},
    stranger::Stranger,
};
use reqwest::StatusCode;
use serde_json::json;

use crate::{
    customers::{Customers, address, usual_hash},
    processes,
    rounds::{ROUNDS, median},
    seed::account_id,
    table::{Measure, Target},
    weight,
};

const CPU_MAX_MILLISECONDS: f64 = 5.0;
const WEIGHT_MAX_KIBIBYTES: f64 = 30.0;
/// Of each page a round: enough that the kernel's count of processor time is fine enough.
const VIEWS: u32 = 200;

pub(crate) async fn measure() -> Vec<Measure> {
    let customers = Customers::start().await;
    let mut shown = Shown(vec![]);
    for_everybody(&customers, &mut shown).await;
    one_who_finishes(&customers, &mut shown).await;
    one_who_gives_up(&customers, &mut shown).await;
    shown.0
}

async fn for_everybody(customers: &Customers, shown: &mut Shown) {
    let visitor = Stranger::at(customers.serve.url());
    shown.look(&visitor, "sign-in", "/sign-in").await;
    shown.look(&visitor, "help", "/help/two-factor-email").await;
}

/// The walk, and what is there at its end. What is clicked is submitted over the API: it is the
/// pages that are measured.
async fn one_who_finishes(customers: &Customers, shown: &mut Shown) {
    let portal = &customers.portal;
    let visitor = signed_in(customers, 0).await;
    let setup = "/account/security/setup";
    shown.look(&visitor, "methods", setup).await;
    let id = portal.start_setup(account_id(0).as_str()).await;
    let step = |name: &str| format!("{setup}/{id}/{name}");
    shown.look(&visitor, "password", &step("password")).await;
    let mut mailbox = customers.mailboxes.open(address(0));
    let verified = portal.verify_password(&id).await;
    verified.expect(StatusCode::OK);
    let mail = mailbox.recv().await.expect("the postman works");
    shown.look(&visitor, "code", &step("code")).await;
    let code = json!({"code": mail.code().expect("it is the mail with the code")});
    done(portal, &id, "confirm-code", code).await;
    shown.look(&visitor, "Okay", &step("okay")).await;
    done(portal, &id, "acknowledge", json!({})).await;
    // Other sessions end where two-factor is switched on.
    let visitor = sign_in(customers, 0).await;
    shown.look(&visitor, "success", &step("success")).await;
    shown.look(&visitor, "My Account", "/account").await;
    shown
        .look(&visitor, "Account Security", "/account/security")
        .await;
}

async fn one_who_gives_up(customers: &Customers, shown: &mut Shown) {
    let visitor = signed_in(customers, 1).await;
    let id = customers.portal.start_setup(account_id(1).as_str()).await;
    done(&customers.portal, &id, "cancel", json!({})).await;
    let ended = format!("/account/security/setup/{id}/ended");
    shown.look(&visitor, "cancelled", &ended).await;
}

async fn signed_in(customers: &Customers, number: usize) -> Stranger {
    customers.register(number, usual_hash()).await;
    sign_in(customers, number).await
}

async fn sign_in(customers: &Customers, number: usize) -> Stranger {
    let mut visitor = Stranger::at(customers.serve.url());
    let account_id = account_id(number);
    let signed_in = visitor.sign_in(account_id.as_str(), PASSWORD).await;
    signed_in.leads_to();
    visitor
}

async fn done(portal: &Portal, enrollment_id: &str, command: &str, body: serde_json::Value) {
    let done = portal.command(enrollment_id, command, body).await;
    done.expect(StatusCode::OK);
}

/// What was measured of the pages so far.
struct Shown(Vec<Measure>);

impl Shown {
    async fn look(&mut self, visitor: &Stranger, page: &str, path: &str) {
        let mut rounds = vec![];
        for _ in 0..ROUNDS {
            let before = cpu_seconds();
            for _ in 0..VIEWS {
                // Each comes with the cookie that the visitor came with, or without one.
                visitor.twin().get(path).await.is(StatusCode::OK);
            }
            rounds.push((cpu_seconds() - before) / f64::from(VIEWS) * 1e3);
        }
        let milliseconds = median(&rounds);
        let kibibytes = weight::kibibytes(visitor, path).await;
        self.0.extend([
            Measure {
                what: format!("CPU of a page, {page}"),
                ours: format!("{milliseconds:.2} ms"),
                yardstick: format!("{CPU_MAX_MILLISECONDS} ms"),
                ratio: milliseconds / CPU_MAX_MILLISECONDS,
                target: Target::AtMost(1.0),
            },
            Measure {
                what: format!("weight of a page with style and script, {page}"),
                ours: format!("{kibibytes:.1} KiB"),
                yardstick: format!("{WEIGHT_MAX_KIBIBYTES} KiB"),
                ratio: kibibytes / WEIGHT_MAX_KIBIBYTES,
                target: Target::AtMost(1.0),
            },
        ]);
    }
}

fn cpu_seconds() -> f64 {
    processes::cpu_seconds("countersign") + processes::cpu_seconds("postgres")
}
