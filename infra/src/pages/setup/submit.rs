//! A customer's command, from a page.

use countersign_domain::{Enrollment, EnrollmentId};

use crate::{
    pages::{Browser, Pages, Visitor},
    store::{ExecuteError, Executed, Metadata, Prepare, Submission},
};

/// Who the commands of customers come from who are at the pages themselves.
const ACTOR: &str = "customer/pages";

impl Pages {
    /// Has a command about an enrollment of the visitor's account done.
    pub(super) async fn submit(
        &self,
        name: &'static str,
        visitor: &Visitor,
        browser: Browser,
        enrollment_id: EnrollmentId,
        command: impl Prepare<Enrollment>,
    ) -> Result<Executed<Enrollment>, ExecuteError> {
        let submission = Submission {
            aggregate_id: enrollment_id.to_string(),
            account_id: Some(visitor.account_id.clone()),
            command,
            metadata: Metadata::by(ACTOR).with("request_id", &browser.request_id),
            customer: Some(browser.customer()),
            idempotency: None,
        };
        self.api().run(name, submission).await
    }
}
