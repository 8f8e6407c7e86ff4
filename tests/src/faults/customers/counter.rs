//! Where customers are served: a portal that asks again until it knows.

use std::{sync::Arc, time::Duration};

use countersign::api_keys::Role;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use tokio::time::Instant;

use crate::{
    faults::{Command, History, Outcome},
    portal::Portal,
    smtp::SmtpServer,
};

/// How long the portal waits for an answer before it asks again.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// How long it waits before it asks again: an instance that is down answers at once.
const ASK_AGAIN: Duration = Duration::from_millis(50);

pub(super) struct Counter {
    pub(super) portals: [Portal; 2],
    pub(super) smtp: Arc<SmtpServer>,
    pub(super) history: Arc<History>,
}

/// A command before it is asked for.
#[derive(Clone)]
pub(super) struct Order {
    pub(super) account_id: String,
    pub(super) enrollment_id: Option<String>,
    pub(super) name: &'static str,
    pub(super) body: Value,
    /// The idempotency key.
    pub(super) key: String,
    /// The instance that is asked first; then they take turns.
    pub(super) first: usize,
}

impl Counter {
    /// Asks until the outcome is known.
    pub(super) async fn ask(&self, order: Order) -> Outcome {
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
            tokio::time::sleep(ASK_AGAIN).await;
        }
        unreachable!("it asks until it knows")
    }

    /// The code mailed to this address, if it comes before the customer's patience is over.
    pub(super) async fn code(&self, address: &str, patience: Duration) -> Option<String> {
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
