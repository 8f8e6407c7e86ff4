//! `…/code`: the customer enters the code from the mailbox, or has another one sent.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use countersign_domain::{EnrollmentCommand, EnrollmentId, Nonce, SubmittedCode};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    Detour,
    code_page::page,
    code_refusal, path,
    saying::{Saying, not_done},
    standing::{Standing, Step},
};
use crate::{
    entropy,
    pages::{Browser, Form, NoFields, Pages, Visitor},
    store::Ready,
};

/// What was entered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entered {
    code: Zeroizing<String>,
}

/// The form, as things stand now; what was entered is not shown again.
pub(super) async fn show(
    State(pages): State<Pages>,
    visitor: Visitor,
    Path(enrollment_id): Path<EnrollmentId>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Code, &pages, &visitor, enrollment_id).await?;
    let saying = Saying::take(&standing.here(), &pages, &visitor).await?;
    page(&pages, &visitor, &standing, saying).await
}

/// Compares the code. The right one proves the mailbox.
pub(super) async fn verify(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(enrollment_id): Path<EnrollmentId>,
    Form(Entered { code }): Form<Entered>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Code, &pages, &visitor, enrollment_id).await?;
    let Some(guess) = SubmittedCode::parse(&code) else {
        let saying = code_refusal::unfit(&code, &pages);
        return saying.leads_to(&standing.here(), &pages, &visitor).await;
    };
    let command = Ready(EnrollmentCommand::ConfirmCode { guess });
    let confirmed = pages
        .submit("ConfirmCode", &visitor, browser, enrollment_id, command)
        .await;
    match confirmed {
        Ok(_) => Ok(Redirect::to(&format!("{}/okay", path(enrollment_id))).into_response()),
        Err(error) => not_done(error, &standing.here(), &pages, &visitor).await,
    }
}

/// Has another code sent.
pub(super) async fn send_again(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(enrollment_id): Path<EnrollmentId>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Detour> {
    let standing = Standing::at(Step::Code, &pages, &visitor, enrollment_id).await?;
    let nonce = Nonce(entropy::random_bytes());
    let command = Ready(EnrollmentCommand::IssueCode { nonce });
    let issued = pages
        .submit("IssueCode", &visitor, browser, enrollment_id, command)
        .await;
    match issued {
        Ok(_) => {
            let saying = Saying::News("code-sent-again".into());
            saying.leads_to(&standing.here(), &pages, &visitor).await
        }
        Err(error) => not_done(error, &standing.here(), &pages, &visitor).await,
    }
}
