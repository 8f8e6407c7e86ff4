//! The pages that a customer sees seldom, each as fit as those of the walk: refusals, endings,
//! troubles, and what a portal's own customers see.

use chrono::TimeDelta;
use countersign_domain::Policy;
use countersign_handlers::{Argument, Language};
use countersign_tests::{
    browser::{Browser, Wish},
    engine::wrong_codes,
    portal::{self, PASSWORD},
    world::{RETURN_ORIGIN, World},
};
use reqwest::StatusCode;
use serde_json::json;

use super::everywhere::{NARROW, WIDE, is_fit};

#[tokio::test(flavor = "multi_thread")]
async fn in_english_in_the_dark() {
    every_seldom_page_is_fit(Language::English, WIDE, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_malay_on_a_telephone() {
    every_seldom_page_is_fit(Language::Malay, NARROW, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_chinese_on_a_telephone_in_the_dark() {
    every_seldom_page_is_fit(Language::Chinese, NARROW, true).await;
}

async fn every_seldom_page_is_fit(language: Language, screen: (u32, u32), dark: bool) {
    let policy = Policy {
        guesses_per_code: 2,
        wrong_codes_until_lock: 3,
        ..Policy::default()
    };
    let mut scene = Scene {
        world: World::start_with(1, policy).await,
        browser: Browser::open(&Wish {
            languages: language.tag(),
            screen,
            dark,
            ..Wish::default()
        })
        .await,
        language,
        passed: TimeDelta::zero(),
    };
    scene.register().await;
    scene.nobody_signed_in().await;
    scene.refused_codes().await;
    scene.endings().await;
    scene.nothing_there().await;
    scene.a_portals_customer().await;
    scene.servers_away().await;
}

/// A customer of a world of their own.
struct Scene {
    world: World,
    browser: Browser,
    language: Language,
    passed: TimeDelta,
}

impl Scene {
    async fn register(&self) {
        let portal = self.world.portal();
        let put = portal.put_account("demo", "demo@example.com").await;
        put.expect(StatusCode::CREATED);
    }

    async fn nobody_signed_in(&self) {
        self.go("/account").await;
        self.click("sign-in-button").await;
        self.sees("sign-in-identifier-missing").await;
        self.is_fit("sign-in, nothing keyed in").await;
        self.sign_in().await;
        self.sees("account-time-zone").await;
    }

    /// Superseded, wrong, used up, expired, and the guess that locks.
    async fn refused_codes(&mut self) {
        self.set_up().await;
        let first = portal::next_code(&self.world.smtp, 0).await;
        let second = self.send_again().await;
        self.enter(&first).await;
        let at = [("at", "#".into()), ("left", 1.into())];
        let superseded = self.language.say_with("code-superseded", &at);
        let (_, behind_the_time) = superseded.split_once('#').expect("it says when");
        self.browser.sees(behind_the_time).await;
        self.is_fit("superseded").await;
        let wrong = &wrong_codes(&[&first, &second], 1)[0];
        self.enter(wrong).await;
        self.sees_of("code-wrong", &[("left", 0.into())]).await;
        self.is_fit("wrong, the last try").await;
        self.enter(&second).await;
        self.sees("code-used-up").await;
        self.is_fit("used up").await;
        let third = self.send_again().await;
        self.pass(TimeDelta::minutes(11)).await;
        self.enter(&third).await;
        self.sees("code-expired").await;
        self.is_fit("expired").await;
        let fourth = self.send_again().await;
        let wrong = wrong_codes(&[&first, &second, &third, &fourth], 2);
        self.enter(&wrong[0]).await;
        self.sees_of("code-wrong", &[("left", 1.into())]).await;
        self.enter(&wrong[1]).await;
        self.sees("locked-title").await;
        self.is_fit("ended by a lock").await;
        self.go("/account/security/setup").await;
        self.click("methods-email").await;
        self.sees("methods-text").await;
        self.is_fit("the methods, locked").await;
        self.go("/account/security").await;
        self.sees("security-activity").await;
        self.is_fit("Account Security, locked").await;
    }

    /// Given up, and run out while the customer was away.
    async fn endings(&mut self) {
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
        self.pass(TimeDelta::hours(1)).await;
        self.browser.reload().await;
        self.sign_in().await;
        self.sees("unfinished-title").await;
        self.is_fit("ran out").await;
    }

    async fn nothing_there(&self) {
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

    async fn a_portals_customer(&self) {
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

    async fn servers_away(&mut self) {
        self.world = World::start_alone().await;
        self.register().await;
        self.go("/account").await;
        self.sign_in().await;
        self.sees("account-time-zone").await;
        self.world.database.server().kill().await;
        self.browser.reload().await;
        self.sees("page-unavailable").await;
        self.is_fit("unavailable").await;
    }

    /// From the methods to the page that takes the code.
    async fn set_up(&self) {
        self.go("/account/security/setup").await;
        self.click("methods-email").await;
        self.sees("password-title").await;
        self.fill("password-label", PASSWORD).await;
        self.click("password-confirm").await;
        self.sees("code-title").await;
    }

    /// Waits until that can be done, without waiting. The new code.
    async fn send_again(&mut self) -> String {
        let mails = self.world.smtp.mails().len();
        self.pass(TimeDelta::seconds(61)).await;
        self.browser.reload().await;
        self.click("code-send-again").await;
        self.sees("code-sent-again").await;
        portal::next_code(&self.world.smtp, mails).await
    }

    async fn enter(&self, code: &str) {
        self.fill("code-label", code).await;
        self.click("code-verify").await;
    }

    async fn sign_in(&self) {
        self.fill("sign-in-identifier", "demo").await;
        self.fill("sign-in-password", PASSWORD).await;
        self.click("sign-in-button").await;
    }

    async fn pass(&mut self, time: TimeDelta) {
        self.passed += time;
        self.world.database.shift_clock(self.passed).await;
    }

    async fn go(&self, path: &str) {
        let url = format!("{}{path}", self.world.portal().url());
        self.browser.go(&url).await;
    }

    async fn click(&self, key: &str) {
        self.browser.click(&self.language.say(key)).await;
    }

    async fn fill(&self, key: &str, text: &str) {
        self.browser.fill(&self.language.say(key), text).await;
    }

    async fn sees(&self, key: &str) {
        self.browser.sees(&self.language.say(key)).await;
    }

    async fn sees_of(&self, key: &str, arguments: &[Argument<'_>]) {
        let words = self.language.say_with(key, arguments);
        self.browser.sees(&words).await;
    }

    async fn is_fit(&self, page: &str) {
        is_fit(&self.browser, self.language, page).await;
    }
}
