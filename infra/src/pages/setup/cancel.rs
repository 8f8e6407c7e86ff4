//! `…/cancel`: the customer gives the setup up.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use countersign_domain::{EnrollmentCommand, EnrollmentId, Refusal};

use super::{Detour, path, standing::Standing};
use crate::{
    pages::{Browser, Form, NoFields, Pages, Visitor},
    store::{ExecuteError, Ready},
};

/// Ends the setup; one that is over stays what it is.
pub(super) async fn give_up(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(enrollment_id): Path<EnrollmentId>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Detour> {
    Standing::find(&pages, &visitor, enrollment_id).await?;
    let command = Ready(EnrollmentCommand::Cancel);
    let cancelled = pages
        .submit("Cancel", &visitor, browser, enrollment_id, command)
        .await;
    match cancelled {
        Ok(_) | Err(ExecuteError::Refused(Refusal::WrongState { .. })) => {
            Ok(Redirect::to(&path(enrollment_id)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
