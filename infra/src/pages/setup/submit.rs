//! A customer's command, from a page.

use countersign_domain::{Enrollment, EnrollmentCommand, EnrollmentId, Refusal};

use super::{Detour, standing::Standing};

use crate::{
    pages::{Browser, Pages, Visitor},
    store::{ExecuteError, Executed, Metadata, Prepare, Ready, Submission},
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

    /// The same for a button that has no more to say: whatever it did, and nothing where the setup
    /// stands elsewhere, the customer is to be shown where that is.
    pub(super) async fn click(
        &self,
        name: &'static str,
        visitor: &Visitor,
        browser: Browser,
        enrollment_id: EnrollmentId,
        command: EnrollmentCommand,
    ) -> Result<Option<Executed<Enrollment>>, Detour> {
        Standing::find(self, visitor, enrollment_id).await?;
        let clicked = self
            .submit(name, visitor, browser, enrollment_id, Ready(command))
            .await;
        match clicked {
            Ok(executed) => Ok(Some(executed)),
            Err(ExecuteError::Refused(Refusal::WrongState { .. })) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
