//! A challenge as the API shows it.

use countersign_domain::{Challenge, ChallengeId, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    code::CodeView,
    problem::Problem,
    schemas::{always, challenge_states, purposes},
};
use crate::store::{AccountRow, Executed};

/// A challenge, folded from its stream.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Challenge)]
pub(super) struct ChallengeView {
    #[schema(value_type = uuid::Uuid)]
    pub(super) challenge_id: ChallengeId,
    account_id: String,
    /// What the code is asked for.
    #[schema(schema_with = purposes)]
    purpose: &'static str,
    /// What the portal protects by it, if it said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "billing")]
    action: Option<String>,
    /// A code is required: the challenge has to be passed.
    #[schema(schema_with = always)]
    required: bool,
    /// Where it stands.
    #[schema(schema_with = challenge_states)]
    state: &'static str,
    /// The proven address, made unusable to strangers.
    #[schema(example = "d***@example.com")]
    masked_email: String,
    /// The newest code, where one can be entered.
    code: Option<CodeView>,
    /// The events in its stream.
    version: i64,
}

impl ChallengeView {
    /// Shows a challenge of an account. Gone once the account was erased.
    pub(super) fn new(
        challenge: &Challenge,
        version: i64,
        account: &AccountRow,
    ) -> Result<Self, Problem> {
        let (Some(demand), Some(state)) = (challenge.demand(), challenge.state()) else {
            return Err(Problem::from(&Refusal::NotFound));
        };
        let address = account.open(&demand.proven)?;
        let address = address.ok_or_else(|| Problem::from(&Refusal::Erased))?;
        let code = match challenge {
            Challenge::AwaitingCode { codes, .. } => codes.newest(),
            _ => None,
        };
        Ok(Self {
            challenge_id: demand.challenge_id,
            account_id: demand.account_id.to_string(),
            purpose: demand.purpose.as_str(),
            action: demand.action.clone().map(String::from),
            required: true,
            state: state.as_str(),
            masked_email: address.masked(),
            code: code.map(CodeView::from),
            version,
        })
    }
}

impl TryFrom<&Executed<Challenge>> for ChallengeView {
    type Error = Problem;

    fn try_from(executed: &Executed<Challenge>) -> Result<Self, Problem> {
        Self::new(&executed.state, executed.version, &executed.account)
    }
}
