//! Whatever is refused in the walk.

use chrono::TimeDelta;
use countersign_domain::Policy;
use countersign_tests::{
    engine::wrong_codes,
    portal::{self, PASSWORD},
    smtp::{Behaviour, Stage},
    stranger::Stranger,
    world::{BRAND, World},
};
use reqwest::StatusCode;

use super::scene::Scene;

const WRONG: &str = "incorrect horse battery staple";
const FREE_TRIES: usize = 5;

impl Scene {
    /// Superseded, wrong, used up, expired, and the guess that locks.
    pub(super) async fn refused_codes(&mut self) {
        self.set_up().await;
        let first = portal::next_code(&self.world.smtp, 0).await;
        let second = self.send_again().await;
        self.enter(&first).await;
        self.sees_with_a_moment("code-superseded", "at", &[("left", 1.into())])
            .await;
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

    /// The wait to sign in, the locked password, the refused mail, the voided code, and one setup
    /// too many.
    pub(super) async fn refused_steps(&mut self) {
        let policy = Policy {
            wrong_passwords_until_lock: 2,
            setups_per_hour: 1,
            ..Policy::default()
        };
        self.move_to(World::start_with(1, policy).await).await;
        self.wait_to_sign_in().await;
        self.go("/account/security/setup").await;
        self.click("methods-email").await;
        for left in [1, 0] {
            self.fill("password-label", WRONG).await;
            self.click("password-confirm").await;
            if left > 0 {
                self.sees_of("password-wrong", &[("left", left.into())])
                    .await;
            }
        }
        self.sees_with_a_moment("password-locked", "until", &[])
            .await;
        self.is_fit("the password, locked").await;
        self.pass(TimeDelta::minutes(16)).await;

        self.world
            .smtp
            .script(Stage::Rcpt, Behaviour::Reply(550, "5.7.1 spam"));
        self.fill("password-label", PASSWORD).await;
        self.click("password-confirm").await;
        let [_, from, ..] = BRAND;
        let from = [("from", from.into())];
        self.sees_of("code-not-sent-against-rules", &from).await;
        self.is_fit("the code, its mail refused").await;
        self.world.smtp.heal();
        let portal = self.world.portal();
        let put = portal.put_account("demo", "new@example.com").await;
        put.expect(StatusCode::OK);
        self.sees("code-address-changed").await;
        self.is_fit("the code, voided meanwhile").await;
        self.enter("123456").await;
        self.sees("code-address-changed").await;
        self.sees_of("code-new-to", &[("address", "n***@example.com".into())])
            .await;
        self.is_fit("the code, voided").await;

        self.go("/account/security").await;
        self.sees_of(
            "security-setting-up-text",
            &[("address", "n***@example.com".into())],
        )
        .await;
        self.is_fit("Account Security, being set up").await;
        self.click("setup-give-up").await;
        self.sees("cancelled-title").await;
        self.click("ended-again").await;
        self.click("methods-email").await;
        self.sees_with_a_moment("setup-too-soon", "at", &[]).await;
        self.is_fit("the methods, too many setups").await;
    }

    /// The clock stands meanwhile, so that a wait of a second lasts.
    async fn wait_to_sign_in(&mut self) {
        let standing = self.world.database.stop_clock().await;
        let mut stranger = Stranger::at(self.world.portal().url());
        for _ in 0..FREE_TRIES {
            let page = stranger.sign_in("demo", WRONG).await;
            page.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        self.go("/account/security").await;
        self.sign_in().await;
        self.sees_of("sign-in-wait", &[("seconds", 1.into())]).await;
        self.is_fit("sign-in, too many tries").await;
        let later = standing + TimeDelta::minutes(1);
        self.world.database.stop_clock_at(later).await;
        self.sign_in().await;
        self.sees("security-off-text").await;
        self.pass(TimeDelta::minutes(1)).await;
    }
}
