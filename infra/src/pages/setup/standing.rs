//! Where a setup stands.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use chrono::{DateTime, Utc};
use countersign_domain::{EmailAddress, Ending, Enrollment, EnrollmentId, Setup, StreamId};
use cqrs_es::Aggregate;

use super::{Detour, path};
use crate::{
    pages::{Pages, Visitor, trouble::Trouble},
    store::Loaded,
};

/// The step of a setup that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Password,
    Code,
    Okay,
    /// Two-factor is on.
    Success,
    /// It ended without that.
    Ended(Ending),
}

/// A setup of the visitor's account, as it stands.
pub(super) struct Standing {
    pub(super) step: Step,
    pub(super) setup: Setup,
    /// The mailbox that codes go to.
    pub(super) address: EmailAddress,
    pub(super) loaded: Loaded<Enrollment>,
}

impl Step {
    /// Where an enrollment stands, a setup whose time is over as well as its timer will see it.
    fn of(enrollment: &Enrollment, now: DateTime<Utc>) -> Option<Self> {
        Some(match enrollment {
            Enrollment::NotStarted => return None,
            Enrollment::Active { .. } => Self::Success,
            Enrollment::Ended { ending, .. } => Self::Ended(*ending),
            _ if enrollment.has_run_out(now) => Self::Ended(Ending::Expired),
            Enrollment::AwaitingPassword { .. } => Self::Password,
            Enrollment::AwaitingCode { .. } => Self::Code,
            Enrollment::AwaitingAcknowledgement { .. } => Self::Okay,
        })
    }

    /// The step's name in its address.
    fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::Okay => "okay",
            Self::Success => "success",
            Self::Ended(_) => "ended",
        }
    }
}

impl Standing {
    /// Where a setup of the visitor's account stands. Somebody else's is not there.
    pub(super) async fn find(
        pages: &Pages,
        visitor: &Visitor,
        enrollment_id: EnrollmentId,
    ) -> Result<Self, Trouble> {
        let stream = StreamId::new(Enrollment::TYPE, enrollment_id.to_string());
        let account_id = Some(&visitor.account_id);
        let loaded = pages
            .store
            .load::<Enrollment>(&stream, account_id, None)
            .await?;
        let setup = loaded
            .state
            .setup()
            .filter(|setup| setup.account_id == visitor.account_id);
        let setup = setup.cloned().ok_or(Trouble::NotFound)?;
        let step = Step::of(&loaded.state, loaded.facts.now).ok_or(Trouble::NotFound)?;
        let account = loaded.account.as_ref().ok_or(Trouble::NotFound)?;
        let profile = account.account.profile().ok_or(Trouble::Gone)?;
        let address = loaded.state.proven().unwrap_or(&profile.address);
        let address = account.open(address)?.ok_or(Trouble::Gone)?;
        Ok(Self {
            step,
            setup,
            address,
            loaded,
        })
    }

    /// The same where it stands at this step, else the way to where it does.
    pub(super) async fn at(
        step: Step,
        pages: &Pages,
        visitor: &Visitor,
        enrollment_id: EnrollmentId,
    ) -> Result<Self, Detour> {
        let standing = Self::find(pages, visitor, enrollment_id).await?;
        if standing.step == step {
            Ok(standing)
        } else {
            Err(Detour::To(standing.here()))
        }
    }

    /// The address of the step that comes next.
    pub(super) fn here(&self) -> String {
        format!("{}/{}", path(self.setup.enrollment_id), self.step.as_str())
    }
}

/// The way to where a setup stands.
pub(super) async fn find(
    State(pages): State<Pages>,
    visitor: Visitor,
    Path(enrollment_id): Path<EnrollmentId>,
) -> Result<Redirect, Trouble> {
    let standing = Standing::find(&pages, &visitor, enrollment_id).await?;
    Ok(Redirect::to(&standing.here()))
}
