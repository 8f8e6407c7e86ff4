//! A customer's command, from a page.

use countersign_domain::{AccountId, Decider};

use super::{Browser, Pages};
use crate::store::{ExecuteError, Executed, Metadata, Prepare, Submission};

/// Who the commands of customers come from who are at the pages themselves.
const ACTOR: &str = "customer/pages";

impl Pages {
    /// Has a command about something of a customer's account done.
    pub(super) async fn execute<A: Decider>(
        &self,
        name: &'static str,
        account_id: &AccountId,
        browser: Browser,
        aggregate_id: String,
        command: impl Prepare<A>,
    ) -> Result<Executed<A>, ExecuteError> {
        let submission = Submission {
            aggregate_id,
            account_id: Some(account_id.clone()),
            command,
            metadata: Metadata::by(ACTOR).with("request_id", &browser.request_id),
            customer: Some(browser.customer()),
            idempotency: None,
        };
        self.api().run(name, submission).await
    }
}
