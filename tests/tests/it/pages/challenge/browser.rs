//! The same in a real browser, in every language: each page as fit as those of the walk.

use chrono::TimeDelta;
use countersign_handlers::Language;
use countersign_tests::{
    browser::Browser,
    portal::{PASSWORD, next_code},
    world::World,
};

use super::{SECURITY, STEP_UP_MINUTES, other_than, protected, signed_in};
use crate::pages::everywhere::{NARROW, WIDE, is_fit, open};

#[tokio::test(flavor = "multi_thread")]
async fn signs_in_steps_up_and_turns_it_off_in_english_in_the_dark() {
    signs_in_steps_up_and_turns_it_off(Language::English, WIDE, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_in_steps_up_and_turns_it_off_in_malay_on_a_telephone() {
    signs_in_steps_up_and_turns_it_off(Language::Malay, NARROW, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_in_steps_up_and_turns_it_off_in_chinese_on_a_telephone_in_the_dark() {
    signs_in_steps_up_and_turns_it_off(Language::Chinese, NARROW, true).await;
}

/// A customer at a browser, who looks at each page.
struct Scene {
    world: World,
    browser: Browser,
    language: Language,
}

async fn signs_in_steps_up_and_turns_it_off(language: Language, screen: (u32, u32), dark: bool) {
    let scene = Scene {
        world: protected().await,
        browser: open(language, screen, dark).await,
        language,
    };
    let mut elsewhere = signed_in(&scene.world).await;
    let at = scene.world.database.stop_clock().await;
    scene.signs_in().await;
    scene.click("service-billing").await;
    scene.looks_at("service-billing-text").await;

    let later = at + TimeDelta::minutes(STEP_UP_MINUTES) + TimeDelta::seconds(1);
    scene.world.database.stop_clock_at(later).await;
    scene.steps_up().await;
    scene.turns_it_off().await;
    elsewhere.get(SECURITY).await.asks_to_sign_in();
}

impl Scene {
    async fn signs_in(&self) {
        let before = self.world.smtp.mails().len();
        let url = self.world.portal().url().to_owned();
        self.browser
            .key_in_password(&url, "demo", self.language)
            .await;
        self.looks_at("challenge-title-sign-in").await;
        let code = next_code(&self.world.smtp, before).await;
        self.enters(other_than(&code)).await;
        self.looks_at("challenge-title-sign-in").await;
        self.enters(&code).await;
        self.looks_at("security-activity").await;
    }

    async fn steps_up(&self) {
        self.click("service-cloud-instances").await;
        self.looks_at("step-up-title").await;
        let before = self.world.smtp.mails().len();
        self.click("step-up-send").await;
        self.looks_at("challenge-title-step-up").await;
        let code = next_code(&self.world.smtp, before).await;
        self.enters(&code).await;
        self.looks_at("service-cloud-instances-text").await;
    }

    async fn turns_it_off(&self) {
        self.browser.click("demo").await;
        self.click("page-my-account").await;
        self.click("security-title").await;
        self.looks_at("security-activity").await;
        self.click("turn-off").await;
        self.looks_at("turn-off-title").await;
        let before = self.world.smtp.mails().len();
        self.click("turn-off-send").await;
        self.looks_at("challenge-title-disable").await;
        let code = next_code(&self.world.smtp, before).await;
        self.enters(&code).await;
        self.looks_at("turn-off-password-title").await;
        self.keys_in("wrong").await;
        self.looks_at("turn-off-password-title").await;
        self.keys_in(PASSWORD).await;
        self.looks_at("turn-off-done-title").await;
        self.click("success-back").await;
        self.looks_at("activity-disabled").await;
    }

    async fn enters(&self, code: &str) {
        let label = self.language.say("code-label");
        self.browser.fill(&label, code).await;
        self.click("code-verify").await;
    }

    async fn keys_in(&self, password: &str) {
        let label = self.language.say("password-label");
        self.browser.fill(&label, password).await;
        self.click("turn-off").await;
    }

    async fn click(&self, key: &str) {
        self.browser.click(&self.language.say(key)).await;
    }

    /// Sees the page that says this, and that it is fit.
    async fn looks_at(&self, key: &str) {
        self.browser.sees(&self.language.say(key)).await;
        is_fit(&self.browser, self.language, key).await;
    }
}
