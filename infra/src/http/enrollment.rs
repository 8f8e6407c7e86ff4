//! An enrollment as the API shows it.

use countersign_domain::{Enrollment, EnrollmentId, Method, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    code::CodeView,
    problem::Problem,
    schemas::{enrollment_states, methods},
};
use crate::store::{AccountRow, Executed};

/// An enrollment, folded from its stream.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Enrollment)]
pub(super) struct EnrollmentView {
    #[schema(value_type = uuid::Uuid)]
    pub(super) enrollment_id: EnrollmentId,
    account_id: String,
    /// What it switches on.
    #[schema(schema_with = methods)]
    method: Method,
    /// Where it stands.
    #[schema(schema_with = enrollment_states)]
    state: &'static str,
    /// The proven address where there is one, else the account's, made unusable to strangers.
    #[schema(example = "d***@example.com")]
    masked_email: String,
    /// The newest code, where one can be entered.
    code: Option<CodeView>,
    /// The events in its stream.
    version: i64,
}

impl EnrollmentView {
    /// Shows an enrollment of an account. Gone once the account was erased.
    pub(super) fn new(
        enrollment: &Enrollment,
        version: i64,
        account: &AccountRow,
    ) -> Result<Self, Problem> {
        let (Some(setup), Some(state)) = (enrollment.setup(), enrollment.state()) else {
            return Err(Problem::from(&Refusal::NotFound));
        };
        let profile = account.account.profile().ok_or_else(gone)?;
        let address = enrollment.proven().unwrap_or(&profile.address);
        let address = account.open(address)?.ok_or_else(gone)?;
        let newest = match enrollment {
            Enrollment::AwaitingCode { codes, .. } => codes.newest(),
            _ => None,
        };
        // A code that went to an earlier address of the account is void.
        let code = newest.filter(|code| code.recipient == profile.address);
        Ok(Self {
            enrollment_id: setup.enrollment_id,
            account_id: setup.account_id.to_string(),
            method: setup.method,
            state: state.as_str(),
            masked_email: address.masked(),
            code: code.map(CodeView::from),
            version,
        })
    }
}

impl TryFrom<Executed<Enrollment>> for EnrollmentView {
    type Error = Problem;

    fn try_from(executed: Executed<Enrollment>) -> Result<Self, Problem> {
        Self::new(&executed.state, executed.version, &executed.account)
    }
}

fn gone() -> Problem {
    Problem::from(&Refusal::Erased)
}
