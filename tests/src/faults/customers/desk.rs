//! The desk customers come to: it asks the portals again until it knows.

use std::{sync::Arc, time::Duration};

use countersign::api_keys::Role;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use tokio::time::Instant;

use crate::{
    faults::{Command, Ground, History, Outcome},
    portal::Portal,
    smtp::SmtpServer,
};

/// How long the portal waits for an answer before it asks again.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// How long it asks again at most: longer than anything stays broken.
const KNOWN_WITHIN: Duration = Duration::from_secs(90);
/// How long it waits before it asks again: an instance that is down answers at once.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// Asks for commands until their outcomes are known, and keeps them.
pub struct Desk {
    pub(super) portals: [Portal; 2],
    pub(super) smtp: Arc<SmtpServer>,
    pub(super) history: Arc<History>,
}

/// A command before it is asked for.
#[derive(Clone)]
pub struct Order {
    /// Whose.
    pub account_id: String,
    /// To which enrollment; none where it starts one or is to the account itself.
    pub enrollment_id: Option<String>,
    /// `put-account`, `start-setup`, or the command's name in its path.
    pub name: &'static str,
    /// What is posted.
    pub body: Value,
    /// The idempotency key.
    pub key: String,
    /// The instance that is asked first; then they take turns.
    pub first: usize,
}

impl Desk {
    /// The desk of this ground.
    #[must_use]
    pub fn of(ground: &Ground) -> Self {
        Self {
            portals: ground.portals(),
            smtp: Arc::clone(&ground.smtp),
            history: Arc::default(),
        }
    }

    /// What was asked for here.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Asks until the outcome is known.
    ///
    /// # Panics
    ///
    /// When it does not become known in time, or an answer is a failure of the engine's.
    pub async fn ask(&self, order: Order) -> Outcome {
        let deadline = Instant::now() + KNOWN_WITHIN;
        let mut outcomes = vec![];
        for turn in order.first.. {
            let portal = &self.portals[turn % self.portals.len()];
            let outcome = outcome_of(order.request(portal)).await;
            outcomes.push(outcome.clone());
            if outcome != Outcome::Unknown {
                self.history.keep(Command {
                    account_id: order.account_id,
                    enrollment_id: order.enrollment_id,
                    name: order.name,
                    key: order.key,
                    outcomes,
                });
                return outcome;
            }
            assert!(Instant::now() < deadline, "never known: {}", order.key);
            tokio::time::sleep(ASK_AGAIN).await;
        }
        unreachable!("it asks until it knows")
    }

    /// The code mailed to this address, if it comes before the customer's patience is over.
    pub async fn code(&self, address: &str, patience: Duration) -> Option<String> {
        const LOOK_AGAIN: Duration = Duration::from_millis(20);
        let deadline = Instant::now() + patience;
        loop {
            let mails = self.smtp.mails_to(address);
            let code = mails.iter().find_map(crate::smtp::Received::code);
            if code.is_some() || Instant::now() >= deadline {
                return code;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

impl Order {
    fn request(&self, portal: &Portal) -> RequestBuilder {
        let account = format!("/v1/accounts/{}", self.account_id);
        let (method, path) = match (self.name, &self.enrollment_id) {
            ("put-account", _) => (Method::PUT, account),
            (_, None) => (Method::POST, format!("{account}/enrollments")),
            (name, Some(id)) => (Method::POST, format!("/v1/enrollments/{id}/{name}")),
        };
        portal
            .request(Role::Portal, method, &path)
            .header("idempotency-key", &self.key)
            .timeout(ANSWER_WITHIN)
            .json(&self.body)
    }
}

/// An answer that never came, 503 and "the same is under way" say nothing of the outcome.
async fn outcome_of(request: RequestBuilder) -> Outcome {
    let Ok(response) = request.send().await else {
        return Outcome::Unknown;
    };
    let status = response.status();
    let Ok(body) = response.json::<Value>().await else {
        return Outcome::Unknown;
    };
    if status.is_success() {
        return Outcome::Ok(body);
    }
    let urn = body["type"].as_str().unwrap_or_default();
    let slug = urn.trim_start_matches("urn:countersign:problem:");
    if status == StatusCode::SERVICE_UNAVAILABLE || slug == "in-flight" {
        return Outcome::Unknown;
    }
    assert!(status.is_client_error(), "{status}: {body}");
    Outcome::Refused(slug.to_owned())
}
