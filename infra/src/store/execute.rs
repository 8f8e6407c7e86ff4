//! The one door in: a command goes through here, whoever it comes from.

use std::future::Future;

use countersign_domain::{AccountId, Decider, PasswordHash, Refusal, StreamId};
use thiserror::Error;

use super::{
    AccountRow, CustomerContext, Failure, IdempotencyKey, Loaded, Metadata, Store,
    idempotency::{Answered, Outcome},
};

/// How often a command is decided again after another instance was faster.
const ATTEMPTS_MAX: u32 = 32;

/// A command with all that goes with it.
pub struct Submission<C> {
    /// The id of the aggregate it is for.
    pub aggregate_id: String,
    /// Whose it will be, where the command opens the stream.
    pub account_id: Option<AccountId>,
    /// The command, or what makes it.
    pub command: C,
    /// Who submits it.
    pub metadata: Metadata,
    /// The customer behind it.
    pub customer: Option<CustomerContext>,
    /// The client's key for it.
    pub idempotency: Option<IdempotencyKey>,
}

/// What makes a command of what was loaded: done anew for each attempt, so that it never rests on
/// what has changed meanwhile.
pub trait Prepare<A: Decider>: Send + Sync {
    /// Makes the command.
    fn prepare(
        &self,
        loaded: &Loaded<A>,
    ) -> impl Future<Output = Result<Prepared<A>, ExecuteError>> + Send;
}

/// A command, and the secret that goes to the directory with it.
pub struct Prepared<A: Decider> {
    /// The command.
    pub command: A::Command,
    /// The account's new password hash.
    pub password_hash: Option<PasswordHash>,
}

/// What was there from the start.
pub struct Ready<T>(pub T);

/// A command that was done, or had been done before.
pub struct Executed<A> {
    /// The aggregate afterwards.
    pub state: A,
    /// The events in its stream afterwards.
    pub version: i64,
    /// Its account afterwards.
    pub account: AccountRow,
    /// Whether it led to events; where nothing was news, it did not.
    pub changed: bool,
}

/// Why a command was not done.
#[derive(Debug, Error)]
pub enum ExecuteError {
    /// It is refused; who asked may be told.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Its idempotency key stands for another request.
    #[error("the idempotency key was used for another request")]
    KeyMismatch,
    /// A request under the same idempotency key is under way.
    #[error("a request under the same idempotency key is under way")]
    InFlight,
    /// More commands wait for a processor than may; ask again in a second.
    #[error("too many commands wait")]
    Busy,
    /// It could not be done; the operator has to know.
    #[error("the command failed")]
    Failed(#[from] Failure),
}

impl Store {
    /// Loads, decides and appends, again where another instance was faster. When this returns,
    /// what the command led to is committed, a recorded refusal too.
    pub async fn execute<A: Decider>(
        &self,
        submission: Submission<impl Prepare<A>>,
    ) -> Result<Executed<A>, ExecuteError> {
        let key = submission.idempotency.as_ref();
        let _under_way = match key {
            Some(key) => Some(self.begin(key).ok_or(ExecuteError::InFlight)?),
            None => None,
        };
        let stream = StreamId::new(A::TYPE, &submission.aggregate_id);
        let account_id = match &submission.account_id {
            Some(account_id) => Some(account_id.clone()),
            None => self.account_of(&stream).await?,
        };
        let _turn = match &account_id {
            Some(account_id) => Some(self.turns.take(account_id).await),
            None => None,
        };
        let known = account_id
            .as_ref()
            .and_then(|id| self.recent.take(id, &stream));
        if let Some(known) = known
            && let Some(executed) = self.attempt_on_known(&submission, &stream, known).await?
        {
            return Ok(executed);
        }
        for _ in 0..ATTEMPTS_MAX {
            let mut loaded = self.load::<A>(&stream, account_id.as_ref(), key).await?;
            if let (Some(key), Some(answered)) = (key, loaded.answered.take()) {
                if key.fingerprint != answered.fingerprint {
                    return Err(ExecuteError::KeyMismatch);
                }
                return self.answer_again(answered, loaded.account).await;
            }
            if let Some(executed) = self.attempt(&submission, &stream, loaded).await? {
                return Ok(executed);
            }
        }
        Err(Failure::Contended {
            attempts: ATTEMPTS_MAX,
        }
        .into())
    }

    /// What a command came to, folded again at the version it came to.
    async fn answer_again<A: Decider>(
        &self,
        answered: Answered,
        account: Option<AccountRow>,
    ) -> Result<Executed<A>, ExecuteError> {
        let changed = match answered.outcome {
            Outcome::Refused(refusal) => return Err(refusal.into()),
            Outcome::Done => true,
            Outcome::Unchanged => false,
        };
        let account = account.ok_or(Refusal::NotFound)?;
        let state = self.fold_at(&answered.stream, answered.version).await?;
        Ok(Executed {
            state,
            version: answered.version,
            account,
            changed,
        })
    }
}

impl<A: Decider> Prepare<A> for Ready<A::Command>
where
    A::Command: Send + Sync,
{
    async fn prepare(&self, _loaded: &Loaded<A>) -> Result<Prepared<A>, ExecuteError> {
        Ok(Prepared {
            command: self.0.clone(),
            password_hash: None,
        })
    }
}
