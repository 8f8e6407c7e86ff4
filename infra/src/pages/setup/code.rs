//! `…/code`: the customer enters the code from the mailbox, or has another one sent.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use countersign_domain::{Codes, EnrollmentCommand, EnrollmentId, Nonce, SubmittedCode};

use super::{
    delivery, path,
    progress::Progress,
    standing::{Standing, Step},
};
use crate::{
    entropy,
    pages::{
        Browser, Detour, Form, NoFields, Pages, Visitor,
        codes::{
            form::{CodeForm, Entered, Issued},
            refusal,
        },
        saying::{Saying, not_done},
        shell,
        shell::Shell,
    },
    store::Ready,
};

#[derive(Template)]
#[template(path = "pages/code.html")]
struct CodePage<'a> {
    shell: Shell<'a>,
    progress: Progress,
    csrf: &'a str,
    path: String,
    text: String,
    form: CodeForm<'a>,
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
        let saying = refusal::unfit(&code, &pages);
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

async fn page(
    pages: &Pages,
    visitor: &Visitor,
    standing: &Standing,
    saying: Option<Saying>,
) -> Result<Response, Detour> {
    let facts = &standing.loaded.facts;
    let newest = standing.loaded.state.codes().and_then(Codes::newest);
    let issued = match newest {
        Some(code) => Some(Issued {
            code,
            takes_code: code.is_for(&facts.account.account),
            delivery: delivery::news(pages, visitor, standing, code).await?,
        }),
        None => None,
    };
    let text = match &issued {
        Some(issued) if issued.takes_code => "code-text",
        Some(_) => "code-new-to",
        None => "code-later",
    };
    let shell = Shell::of(pages, visitor, "code-title");
    let path = path(standing.setup.enrollment_id);
    let form = CodeForm::new(&shell, visitor, facts, path.clone(), issued, saying)?;
    let page = CodePage {
        progress: Progress::at(3, visitor.language),
        csrf: &visitor.csrf,
        path,
        text: shell.say_of(text, "address", &standing.address.masked()),
        form,
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}
