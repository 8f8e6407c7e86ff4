//! Where the walk ends, or cannot begin.

use chrono::TimeDelta;
use countersign_tests::world::{RETURN_ORIGIN, World};
use reqwest::StatusCode;
use serde_json::json;

use super::scene::Scene;

impl Scene {
    pub(super) async fn nobody_signed_in(&self) {
        self.go("/account").await;
        self.click("sign-in-button").await;
        self.sees("sign-in-identifier-missing").await;
        self.is_fit("sign-in, nothing keyed in").await;
        self.sign_in().await;
        self.sees("account-time-zone").await;
    }

    /// Given up, then without a code at first, and run out while the customer was away.
    pub(super) async fn endings(&mut self) {
        self.pass(TimeDelta::hours(25)).await;
        self.go("/account/security/setup").await;
        self.sign_in().await;
        self.click("methods-email").await;
        self.sees("password-title").await;
        self.click("setup-give-up").await;
        self.sees("cancelled-title").await;
        self.is_fit("cancelled").await;
        self.click("ended-again").await;
        self.set_up().await;
        self.click("setup-give-up").await;
        self.click("ended-again").await;
        self.set_up().await;
        self.sees_of("code-later", &[("address", "d***@example.com".into())])
            .await;
        self.is_fit("the code, none yet").await;
        self.pass(TimeDelta::hours(1)).await;
        self.browser.reload().await;
        self.sign_in().await;
        self.sees("unfinished-title").await;
        self.is_fit("ran out").await;
    }

    pub(super) async fn nothing_there(&self) {
        for path in ["/account/security/setup/1/code", "/account/nothing"] {
            self.go(path).await;
            self.sees("page-not-found").await;
            self.is_fit(path).await;
        }
        self.go("/account/security/setup").await;
        let spoil = "document.querySelector('main [name=csrf]').value = 'another'";
        self.browser.run(spoil).await;
        self.click("methods-email").await;
        self.sees("forged").await;
        self.is_fit("a form of somebody else").await;
    }

    pub(super) async fn a_portals_customer(&self) {
        let body = json!({
            "return_url": format!("{RETURN_ORIGIN}/done"),
            "locale": self.language.tag(),
        });
        let path = "/v1/accounts/demo/page-sessions";
        let answer = self.world.portal().post(path, body).await;
        let entry = &answer.expect(StatusCode::CREATED)["url"];
        self.browser.go(entry.as_str().expect("a URL")).await;
        let whose = [("account", "demo".into())];
        self.sees_of("page-signed-in-as", &whose).await;
        self.browser.click("demo").await;
        self.sees("page-back-to-portal").await;
        self.is_fit("Account Security, hosted").await;
        self.set_up().await;
        self.is_fit("the code, hosted").await;
    }

    pub(super) async fn servers_away(&mut self) {
        self.move_to(World::start_alone().await).await;
        self.go("/account").await;
        self.sign_in().await;
        self.sees("account-time-zone").await;
        self.world.database.server().kill().await;
        self.browser.reload().await;
        self.sees("page-unavailable").await;
        self.is_fit("unavailable").await;
    }
}
