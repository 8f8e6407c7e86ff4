//! `…/cancel`: the customer gives the setup up.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use countersign_domain::{EnrollmentCommand, EnrollmentId};

use super::{Detour, path};
use crate::pages::{Browser, Form, NoFields, Pages, Visitor};

/// Ends the setup; one that is over stays what it is.
pub(super) async fn give_up(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(enrollment_id): Path<EnrollmentId>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Redirect, Detour> {
    let command = EnrollmentCommand::Cancel;
    pages
        .click("Cancel", &visitor, browser, enrollment_id, command)
        .await?;
    Ok(Redirect::to(&path(enrollment_id)))
}
