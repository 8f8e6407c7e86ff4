//! The pages that a customer sees seldom, each as fit as those of the walk: refusals, endings,
//! troubles, and what a portal's own customers see.

mod scene;
mod refused;
mod ends;

use chrono::TimeDelta;
use countersign_domain::Policy;
use countersign_handlers::Language;
use countersign_tests::world::World;

use self::scene::Scene;
use super::everywhere::{NARROW, WIDE, open};

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
        browser: open(language, screen, dark).await,
        language,
        passed: TimeDelta::zero(),
    };
    scene.register().await;
    scene.nobody_signed_in().await;
    scene.refused_codes().await;
    scene.endings().await;
    scene.nothing_there().await;
    scene.a_portals_customer().await;
    scene.refused_steps().await;
    scene.servers_away().await;
}
