//! A customer's command to a setup, from a page.

use countersign_domain::{Enrollment, EnrollmentCommand, EnrollmentId, Refusal};

use super::{Detour, standing::Standing};

use crate::{
    pages::{Browser, Pages, Visitor},
    store::{ExecuteError, Executed, Prepare, Ready},
};

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
        let aggregate_id = enrollment_id.to_string();
        let account_id = &visitor.account_id;
        self.execute(name, account_id, browser, aggregate_id, command)
            .await
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
