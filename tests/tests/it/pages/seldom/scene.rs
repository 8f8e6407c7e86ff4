//! A customer of a world of their own, and what they do and see there.

use chrono::TimeDelta;
use countersign_handlers::{Argument, Language};
use countersign_tests::{
    browser::Browser,
    portal::{self, PASSWORD},
    world::World,
};
use reqwest::StatusCode;

use crate::pages::everywhere::is_fit;

/// A customer of a world of their own.
pub(super) struct Scene {
    pub(super) world: World,
    pub(super) browser: Browser,
    pub(super) language: Language,
    pub(super) passed: TimeDelta,
}

impl Scene {
    /// Goes on in another world.
    pub(super) async fn move_to(&mut self, world: World) {
        self.world = world;
        self.passed = TimeDelta::zero();
        self.register().await;
    }

    pub(super) async fn register(&self) {
        let portal = self.world.portal();
        let put = portal.put_account("demo", "demo@example.com").await;
        put.expect(StatusCode::CREATED);
    }

    /// From the methods to the page that takes the code.
    pub(super) async fn set_up(&self) {
        self.go("/account/security/setup").await;
        self.click("methods-email").await;
        self.sees("password-title").await;
        self.fill("password-label", PASSWORD).await;
        self.click("password-confirm").await;
        self.sees("code-title").await;
    }

    /// Waits until that can be done, without waiting. The new code.
    pub(super) async fn send_again(&mut self) -> String {
        let mails = self.world.smtp.mails().len();
        self.pass(TimeDelta::seconds(61)).await;
        self.browser.reload().await;
        self.click("code-send-again").await;
        self.sees("code-sent-again").await;
        portal::next_code(&self.world.smtp, mails).await
    }

    pub(super) async fn enter(&self, code: &str) {
        self.fill("code-label", code).await;
        self.click("code-verify").await;
    }

    pub(super) async fn sign_in(&self) {
        self.fill("sign-in-identifier", "demo").await;
        self.fill("sign-in-password", PASSWORD).await;
        self.click("sign-in-button").await;
    }

    pub(super) async fn pass(&mut self, time: TimeDelta) {
        self.passed += time;
        self.world.database.shift_clock(self.passed).await;
    }

    pub(super) async fn go(&self, path: &str) {
        let url = format!("{}{path}", self.world.portal().url());
        self.browser.go(&url).await;
    }

    pub(super) async fn click(&self, key: &str) {
        self.browser.click(&self.language.say(key)).await;
    }

    pub(super) async fn fill(&self, key: &str, text: &str) {
        self.browser.fill(&self.language.say(key), text).await;
    }

    pub(super) async fn sees(&self, key: &str) {
        self.browser.sees(&self.language.say(key)).await;
    }

    pub(super) async fn sees_of(&self, key: &str, arguments: &[Argument<'_>]) {
        let words = self.language.say_with(key, arguments);
        self.browser.sees(&words).await;
    }

    /// Waits until the page says this of some moment, and the rest word for word.
    pub(super) async fn sees_with_a_moment(
        &self,
        key: &str,
        moment: &'static str,
        others: &[Argument<'_>],
    ) {
        let arguments = [&[(moment, "#".into())], others].concat();
        let words = self.language.say_with(key, &arguments);
        let longest = words.split('#').max_by_key(|part| part.len());
        self.browser.sees(longest.expect("it has parts")).await;
    }

    pub(super) async fn is_fit(&self, page: &str) {
        is_fit(&self.browser, self.language, page).await;
    }
}
