//! Who is asked for a code, and where that stands.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use countersign_domain::{
    Challenge, ChallengeEnding, ChallengeId, ChallengePurpose, Demand, EmailAddress, StreamId,
};
use cqrs_es::Aggregate;

use super::{TURN_OFF, path};
use crate::{
    pages::{
        Onlooker, Pages, Visitor,
        halfway::{self, Halfway},
        services::Service,
        session::{self, Asks, Session},
        trouble::Trouble,
        visitor::Absent,
    },
    store::{AccountRow, Loaded},
};

/// Whoever is asked for a code.
pub(super) enum Asked {
    /// Signed in, or sent here by a portal, and asked in this challenge.
    Within(Box<Visitor>, ChallengeId),
    /// Signing in.
    Halfway(Box<Halfway>),
}

/// The same where the page asks by itself, which keeps no session alive.
pub(super) struct Listening(pub(super) Asked);

/// What comes next in a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The code.
    Code,
    /// What it was asked for.
    Passed,
    /// Nothing: it ended.
    Over(ChallengeEnding),
}

/// A challenge of whoever is asked, as it stands.
pub(super) struct Standing {
    pub(super) step: Step,
    pub(super) demand: Demand,
    /// The mailbox that codes go to.
    pub(super) address: EmailAddress,
    pub(super) loaded: Loaded<Challenge>,
}

impl Asked {
    pub(super) fn visitor(&self) -> &Visitor {
        match self {
            Self::Within(visitor, _) => visitor,
            Self::Halfway(halfway) => &halfway.visitor,
        }
    }

    pub(super) fn challenge_id(&self) -> ChallengeId {
        match self {
            Self::Within(_, challenge_id) => *challenge_id,
            Self::Halfway(halfway) => halfway.challenge_id,
        }
    }

    /// Below which the pages that take the code are.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Within(_, challenge_id) => path(*challenge_id),
            Self::Halfway(_) => "/sign-in".to_owned(),
        }
    }

    /// Where things stand. Somebody else's challenge is not there, and neither is one to sign in,
    /// which another page took the password for.
    pub(super) async fn standing(&self, pages: &Pages) -> Result<Standing, Trouble> {
        let visitor = self.visitor();
        let stream = StreamId::new(Challenge::TYPE, self.challenge_id().to_string());
        let account_id = Some(&visitor.account_id);
        let loaded = pages.store.load::<Challenge>(&stream, account_id, None);
        let loaded = loaded.await?;
        let is_sign_in = matches!(self, Self::Halfway(_));
        let demand = loaded.state.demand().filter(|demand| {
            demand.account_id == visitor.account_id
                && (demand.purpose == ChallengePurpose::SignIn) == is_sign_in
        });
        let demand = demand.cloned().ok_or(Trouble::NotFound)?;
        let account = loaded.account.as_ref().ok_or(Trouble::NotFound)?;
        let address = account.open(&demand.proven)?.ok_or(Trouble::Gone)?;
        let protection = loaded.facts.limits.protection();
        let stands = protection.is_some_and(|on| on.enrollment_id == demand.enrollment_id);
        let step = match &loaded.state {
            Challenge::NotOpened => return Err(Trouble::NotFound),
            Challenge::Passed { .. } => Step::Passed,
            Challenge::Ended { ending, .. } => Step::Over(*ending),
            Challenge::AwaitingCode { .. } => {
                if stands && !loaded.state.has_run_out(loaded.facts.now) {
                    Step::Code
                } else {
                    Step::Over(ChallengeEnding::Expired)
                }
            }
        };
        Ok(Standing {
            step,
            demand,
            address,
            loaded,
        })
    }

    /// Whether they are there still: signed in as they were, or halfway.
    pub(super) async fn is_there(
        &self,
        pages: &Pages,
        account: Option<&AccountRow>,
    ) -> Result<bool, Trouble> {
        let (pool, keyring) = (pages.store.pool(), pages.store.keyring());
        let token = &self.visitor().token;
        match self {
            Self::Within(..) => {
                let session = session::find(pool, token, Asks::Page).await?;
                let is_of = |session: Session| {
                    account.is_some_and(|account| session.is_of(account, keyring))
                };
                Ok(session.is_some_and(is_of))
            }
            Self::Halfway(_) => Ok(halfway::is_there(pool, token).await?),
        }
    }

    /// The address of what comes next.
    pub(super) fn next(&self, standing: &Standing) -> String {
        let demand = &standing.demand;
        match standing.step {
            Step::Code => format!("{}/code", self.path()),
            Step::Over(_) => format!("{}/over", self.path()),
            Step::Passed => match demand.purpose {
                ChallengePurpose::SignIn => "/sign-in/code".to_owned(),
                ChallengePurpose::StepUp => Service::of(demand).map_or_else(
                    || "/account/security".to_owned(),
                    |service| service.path().to_owned(),
                ),
                ChallengePurpose::Disable => {
                    format!("{TURN_OFF}/{}/password", demand.challenge_id)
                }
            },
        }
    }
}

impl FromRequestParts<Pages> for Asked {
    type Rejection = Absent;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Absent> {
        let Some(challenge_id) = named(parts, pages).await? else {
            return halfway(parts, pages).await;
        };
        let visitor = Visitor::from_request_parts(parts, pages).await?;
        Ok(Self::Within(Box::new(visitor), challenge_id))
    }
}

impl FromRequestParts<Pages> for Listening {
    type Rejection = Absent;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Absent> {
        let Some(challenge_id) = named(parts, pages).await? else {
            return halfway(parts, pages).await.map(Self);
        };
        let Onlooker(visitor) = Onlooker::from_request_parts(parts, pages).await?;
        Ok(Self(Asked::Within(Box::new(visitor), challenge_id)))
    }
}

/// The challenge that the address names; whoever signs in has one of their own.
async fn named(parts: &mut Parts, pages: &Pages) -> Result<Option<ChallengeId>, Trouble> {
    let named = Option::<Path<ChallengeId>>::from_request_parts(parts, pages).await;
    let named = named.map_err(|_| Trouble::NotFound)?;
    Ok(named.map(|Path(challenge_id)| challenge_id))
}

async fn halfway(parts: &mut Parts, pages: &Pages) -> Result<Asked, Absent> {
    let halfway = Halfway::from_request_parts(parts, pages).await?;
    Ok(Asked::Halfway(Box::new(halfway)))
}
