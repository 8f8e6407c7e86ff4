//! From a request to a command, and from what came of it to an answer.

use axum::{
    extract::{FromRequestParts, MatchedPath},
    http::request::Parts,
};
use countersign_domain::{AccountId, Decider, Refusal, StreamId};

use super::{
    Api,
    observe::note,
    problem::Problem,
    refusal::limit_hit,
    request_id::{RequestId, is_visible_ascii},
    slug::Slug,
};
use crate::{
    api_keys::Caller,
    keys::Keyring,
    metering,
    store::{
        CustomerContext, ExecuteError, Executed, IdempotencyKey, Metadata, Prepare, Store,
        Submission,
    },
};

/// The header of a client's own name for a command.
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

const IDEMPOTENCY_KEY_LENGTH_MAX: usize = 255;

/// Where a command comes from.
pub(super) struct Origin {
    caller: Caller,
    id: RequestId,
    /// Method and template: the same for all requests of a kind.
    route: String,
    path: String,
    idempotency_key: Option<String>,
}

/// A command that a request asks for.
pub(super) struct Order<C> {
    /// Its name, `ConfirmCode` for one.
    pub(super) name: &'static str,
    /// The aggregate it is for.
    pub(super) aggregate_id: String,
    /// Whose it will be, where the command opens the stream.
    pub(super) account_id: Option<AccountId>,
    /// The command, or what makes it.
    pub(super) command: C,
    /// The customer behind it.
    pub(super) customer: Option<CustomerContext>,
    /// The request's body without its secrets, in one spelling.
    pub(super) canonical: String,
}

impl Api {
    /// Has a command done.
    pub(super) async fn execute<A: Decider>(
        &self,
        origin: Origin,
        order: Order<impl Prepare<A>>,
    ) -> Result<Executed<A>, Problem> {
        match self.try_execute(origin, order).await {
            Ok(executed) => Ok(executed),
            Err(error) => Err(self.problem(error).await),
        }
    }

    /// The same for who has an answer of its own to some refusal.
    pub(super) async fn try_execute<A: Decider>(
        &self,
        origin: Origin,
        order: Order<impl Prepare<A>>,
    ) -> Result<Executed<A>, ExecuteError> {
        let name = order.name;
        self.run(name, self.submission(origin, order)).await
    }

    /// What a command that was not done is answered.
    pub(super) async fn problem(&self, error: ExecuteError) -> Problem {
        problem(error, &self.store).await
    }

    /// Has a command done and counts what came of it, whatever door it came in by.
    pub(crate) async fn run<A: Decider, C: Prepare<A>>(
        &self,
        name: &'static str,
        submission: Submission<C>,
    ) -> Result<Executed<A>, ExecuteError> {
        let executed = self.submit(submission).await;
        if let Err(error) = &executed
            && let Some(limit) = limit_hit(name, error)
        {
            metering::limit_hit(limit);
        }
        let outcome = match &executed {
            Ok(_) => "done",
            Err(ExecuteError::Refused(Refusal::NotRequired { .. })) => "not-required",
            Err(error) => slug(error).as_str(),
        };
        metering::command(name, outcome);
        executed
    }

    /// Whose a command is stands in the request's log line, also where it is refused.
    async fn submit<A: Decider, C: Prepare<A>>(
        &self,
        mut submission: Submission<C>,
    ) -> Result<Executed<A>, ExecuteError> {
        if submission.account_id.is_none() {
            let stream = StreamId::new(A::TYPE, &submission.aggregate_id);
            submission.account_id = self.store.account_of(&stream).await?;
        }
        if let Some(account_id) = &submission.account_id {
            note("account_id", account_id);
        }
        self.store.execute(submission).await
    }

    fn submission<C>(&self, origin: Origin, order: Order<C>) -> Submission<C> {
        Submission {
            idempotency: origin.idempotency(&order.canonical, self.store.keyring()),
            aggregate_id: order.aggregate_id,
            account_id: order.account_id,
            command: order.command,
            metadata: Metadata::by(origin.caller.actor())
                .with("request_id", origin.id.request_id)
                .with("trace_id", origin.id.trace_id),
            customer: order.customer,
        }
    }
}

impl Origin {
    /// Who calls.
    pub(super) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The client's key for the request, whose body reads like this without its secrets.
    pub(super) fn idempotency(&self, canonical: &str, keyring: &Keyring) -> Option<IdempotencyKey> {
        let key = self.idempotency_key.clone()?;
        let request = format!("{}\n{canonical}", self.path);
        Some(IdempotencyKey {
            owner: self.caller.api_key_id.to_string(),
            route: self.route.clone(),
            key,
            fingerprint: keyring.fingerprint(request.as_bytes()),
        })
    }
}

fn slug(error: &ExecuteError) -> Slug {
    match error {
        ExecuteError::Refused(refusal) => Problem::from(refusal).slug(),
        ExecuteError::KeyMismatch => Slug::IdempotencyMismatch,
        ExecuteError::InFlight => Slug::InFlight,
        ExecuteError::Busy => Slug::Unavailable,
        ExecuteError::Failed(failure) => failure.into(),
    }
}

async fn problem(error: ExecuteError, store: &Store) -> Problem {
    match error {
        ExecuteError::Refused(refusal) => refused(&refusal, store).await,
        ExecuteError::KeyMismatch => Problem::new(Slug::IdempotencyMismatch),
        ExecuteError::InFlight => Problem::new(Slug::InFlight),
        ExecuteError::Busy => {
            Problem::new(Slug::Unavailable).retry_after(chrono::TimeDelta::seconds(1))
        }
        ExecuteError::Failed(failure) => failure.into(),
    }
}

/// A refusal says when a lock or a wait ends; how long that is takes the database's time.
async fn refused(refusal: &Refusal, store: &Store) -> Problem {
    let problem = Problem::from(refusal);
    match *refusal {
        Refusal::TooSoon { retry_at: until }
        | Refusal::Locked {
            locked_until: until,
        } => match store.now().await {
            Ok(now) => problem.retry_after(until - now),
            Err(error) => error.into(),
        },
        _ => problem,
    }
}

impl<S: Sync> FromRequestParts<S> for Origin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let extensions = &parts.extensions;
        // Every command's route is open to some roles only, and so has a caller.
        let caller = extensions
            .get::<Caller>()
            .ok_or_else(|| Problem::new(Slug::Unauthorized))?;
        let id = extensions.get::<RequestId>().cloned();
        let template = extensions
            .get::<MatchedPath>()
            .map_or("", MatchedPath::as_str);
        Ok(Self {
            caller: caller.clone(),
            id: id.unwrap_or_else(|| RequestId::of(&parts.headers)),
            route: format!("{} {template}", parts.method),
            path: parts.uri.path().to_owned(),
            idempotency_key: idempotency_key(parts)?,
        })
    }
}

pub(super) fn idempotency_key(parts: &Parts) -> Result<Option<String>, Problem> {
    let mut given = parts.headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = given.next() else {
        return Ok(None);
    };
    let key = value
        .to_str()
        .ok()
        .filter(|key| is_visible_ascii(key, IDEMPOTENCY_KEY_LENGTH_MAX));
    match (key, given.next()) {
        (Some(key), None) => Ok(Some(key.to_owned())),
        _ => Err(Problem::invalid_input(
            "Idempotency-Key",
            "is one header of 1 to 255 visible ASCII characters",
        )),
    }
}
