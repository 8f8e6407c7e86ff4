//! Whoever is at the page that takes a code.

use countersign_domain::ChallengePurpose;
use countersign_tests::{
    portal::PASSWORD,
    smtp::Received,
    stranger::{Page, Stranger},
    world::{BOUND, World},
};
use reqwest::StatusCode;

use super::scene::{Customer, TURN_OFF, address};
use crate::pages::challenge::{SECURITY, halfway, other_than};

/// Somebody at the page that takes a code.
pub(super) struct Asked {
    pub(super) browser: Stranger,
    pub(super) purpose: ChallengePurpose,
    pub(super) account_id: &'static str,
    /// The mails they had had before.
    pub(super) mails_before: usize,
    /// The page that takes the code.
    pub(super) page: String,
}

impl Asked {
    /// Whoever asks once more.
    pub(super) fn again(self) -> Customer {
        Customer {
            purpose: self.purpose,
            account_id: self.account_id,
            browser: self.browser,
        }
    }

    /// The code that is mailed to them.
    pub(super) async fn code(&self, world: &World) -> String {
        let address = address(self.account_id);
        let code = |mails: &[Received]| {
            let to = |mail: &&Received| mail.recipients.contains(&address);
            let mut later = mails.iter().filter(to).skip(self.mails_before);
            later.find_map(Received::code)
        };
        let mails = world.smtp.wait_for(|mails| code(mails).is_some(), BOUND);
        code(&mails.await).expect("it was waited for")
    }

    /// Has another code sent, after the wait for it.
    pub(super) async fn is_sent_another(&mut self, world: &World) {
        self.mails_before = world.smtp.mails_to(&address(self.account_id)).len();
        let form = self.page.replace("/code", "/send-again");
        let sent = self.browser.post(&form, &[]).await;
        assert_eq!(sent.leads_to(), self.page);
        self.sees().await.says("A new code is on its way");
    }

    /// Goes on at another instance.
    pub(super) fn moves_to(self, url: &str) -> Self {
        let mut browser = Stranger::at(url);
        browser.cookie = self.browser.cookie;
        browser.csrf = self.browser.csrf;
        Self { browser, ..self }
    }

    /// What that page says.
    pub(super) async fn sees(&self) -> Page {
        self.browser.twin().get(&self.page).await
    }

    /// Enters this.
    pub(super) async fn enters(&self, code: &str) -> Page {
        let fields = [("code", code)];
        self.browser.twin().post(&self.page, &fields).await
    }

    /// What the code is asked for stays shut, and the password alone does not open it.
    pub(super) async fn is_shut_out(&self) {
        if self.purpose == ChallengePurpose::Disable {
            let mut browser = self.browser.twin();
            let fields = [("password", PASSWORD)];
            let refused = browser.post(&self.password_page(), &fields).await;
            assert_eq!(refused.leads_to(), self.page);
        }
        self.is_out().await;
    }

    /// What the code is asked for did not come of it.
    pub(super) async fn is_out(&self) {
        let mut browser = self.browser.twin();
        match self.purpose {
            ChallengePurpose::SignIn => {
                for page in halfway::pages() {
                    browser.get(&page).await.asks_to_sign_in();
                }
                for form in halfway::forms() {
                    browser.post(&form, &[]).await.asks_to_sign_in();
                }
            }
            ChallengePurpose::StepUp => {
                let way = browser.get("/billing").await;
                assert_eq!(way.leads_to(), "/step-up/billing");
            }
            ChallengePurpose::Disable => {
                let security = browser.get(SECURITY).await;
                security.is(StatusCode::OK).says("badge-on");
            }
        }
    }

    /// A guess is refused, and counted.
    pub(super) async fn guesses_in_vain(&self, code: &str, tries_left: u32) {
        let refused = self.enters(other_than(code)).await;
        assert_eq!(refused.leads_to(), self.page);
        let left = format!("There are {tries_left} tries left.");
        self.sees().await.is(StatusCode::OK).says(&left);
        self.is_shut_out().await;
    }

    /// The code opens what it is asked for.
    pub(super) async fn gets_in_with(self, code: &str) {
        let opened = self.enters(code).await;
        self.goes_in_by(&opened).await;
    }

    /// This answer, to the right code, leads to what it is asked for.
    pub(super) async fn goes_in_by(mut self, opened: &Page) {
        if let Some(cookie) = opened.header("set-cookie") {
            self.browser.cookie = cookie.split(';').next().map(str::to_owned);
        }
        match self.purpose {
            ChallengePurpose::SignIn => {
                assert_eq!(opened.leads_to(), SECURITY);
                self.browser.get(SECURITY).await.is(StatusCode::OK);
            }
            ChallengePurpose::StepUp => {
                assert_eq!(opened.leads_to(), "/billing");
                let billing = self.browser.get("/billing").await;
                billing.is(StatusCode::OK).says("this stays open until");
            }
            ChallengePurpose::Disable => {
                let form = self.password_page();
                assert_eq!(opened.leads_to(), form);
                self.browser.get(&form).await.is(StatusCode::OK);
                let off = self.browser.post(&form, &[("password", PASSWORD)]).await;
                let done = self.browser.get(off.leads_to()).await;
                done.is(StatusCode::OK)
                    .says("Two-factor authentication is off");
            }
        }
    }

    /// Every address below the page's own, but for the form that takes the code.
    pub(super) fn addresses(&self) -> Vec<String> {
        let path = self.page.strip_suffix("/code").expect("the code's page");
        let steps = ["/code", "/delivery", "/send-again", "/cancel", "/over"];
        let steps = steps.iter().map(|step| format!("{path}{step}"));
        match self.purpose {
            ChallengePurpose::SignIn => steps.collect(),
            _ => steps.chain([self.password_page()]).collect(),
        }
    }

    /// The page that takes the password, where two-factor is turned off.
    fn password_page(&self) -> String {
        let id = self.page.trim_start_matches("/challenge/");
        format!("{TURN_OFF}/{}/password", id.trim_end_matches("/code"))
    }
}
