//! What a portal backend does once two-factor is on.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Answer, PASSWORD, Portal, next_code};
use crate::smtp::SmtpServer;

impl Portal {
    /// Asks for a code for this purpose.
    pub async fn open_challenge(&self, account_id: &str, purpose: &str) -> Answer {
        let path = format!("/v1/accounts/{account_id}/challenges");
        self.post(&path, json!({"purpose": purpose})).await
    }

    /// A command to a challenge.
    pub async fn challenge(&self, challenge_id: &str, command: &str, body: Value) -> Answer {
        let path = format!("/v1/challenges/{challenge_id}/{command}");
        self.post(&path, body).await
    }

    /// A challenge that waits for the code of its first mail; its id and that code.
    ///
    /// # Panics
    ///
    /// When no code is asked for, or none comes.
    pub async fn challenged(
        &self,
        account_id: &str,
        purpose: &str,
        smtp: &SmtpServer,
    ) -> (String, String) {
        let before = smtp.mails().len();
        let opened = self.open_challenge(account_id, purpose).await;
        let opened = opened.expect(StatusCode::CREATED);
        assert!(opened["code"].is_object(), "no code: {opened}");
        (id_of(opened), next_code(smtp, before).await)
    }

    /// Passes a challenge of this purpose; its assertion.
    pub async fn pass(&self, account_id: &str, purpose: &str, smtp: &SmtpServer) -> String {
        let (id, code) = self.challenged(account_id, purpose, smtp).await;
        let passed = self
            .challenge(&id, "confirm-code", json!({"code": code}))
            .await;
        assertion_of(&passed)
    }

    /// Switches two-factor off, with the right password.
    pub async fn disable(&self, account_id: &str, assertion: &str) -> Answer {
        let body = json!({"password": PASSWORD, "assertion": assertion});
        self.post(&format!("/v1/accounts/{account_id}/disable"), body)
            .await
    }
}

/// The id of a challenge.
///
/// # Panics
///
/// When it is none.
#[must_use]
pub fn id_of(challenge: &Value) -> String {
    let id = challenge["challenge_id"].as_str();
    id.expect("a challenge has an id").to_owned()
}

/// The assertion of a challenge that was just passed.
///
/// # Panics
///
/// When it was not.
#[must_use]
#[track_caller]
pub fn assertion_of(passed: &Answer) -> String {
    let assertion = passed.expect(StatusCode::OK)["assertion"].as_str();
    assertion.expect("an assertion").to_owned()
}
