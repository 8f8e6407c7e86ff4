//! `/step-up/…`: what is protected takes a code before it opens.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use countersign_domain::{ChallengePurpose, EmailAddress, Refusal};

use super::path;
use crate::{
    pages::{
        Browser, Detour, Form, NoFields, Pages, Visit, Visitor,
        clock::Clock,
        codes::refusal,
        problem::Problem,
        saying::{Saying, not_done},
        services::{Access, Service},
        shell,
        shell::Shell,
        trouble::Trouble,
    },
    store::ExecuteError,
};

#[derive(Template)]
#[template(path = "pages/step_up.html")]
struct StepUpPage<'a> {
    shell: Shell<'a>,
    csrf: &'a str,
    action: String,
    problem: Problem,
    text: String,
}

/// What will be asked for. Looking sends nothing.
pub(super) async fn show(
    State(pages): State<Pages>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Result<Response, Detour> {
    let service = protected(&name, &pages, &visitor).await?;
    let here = here(service);
    let saying = Saying::take(&here, &pages, &visitor).await?;
    let now = pages.store.now().await?;
    let problem = match saying {
        Some(Saying::Refused(refused)) => {
            refusal::problem(&refused, &visitor, &Clock::of(&visitor, now))?
        }
        _ => Problem::default(),
    };
    let shell = Shell::of(&pages, &visitor, "step-up-title");
    let address = proven(&pages, &visitor).await?.masked();
    let arguments = [
        ("page", shell.say(service.title()).into()),
        ("address", address.into()),
    ];
    let page = StepUpPage {
        csrf: &visitor.csrf,
        action: here,
        problem,
        text: visitor.language.say_with("step-up-text", &arguments),
        shell,
    };
    Ok(shell::answer(StatusCode::OK, &page))
}

/// Sends the code, and asks for it.
pub(super) async fn ask(
    State(pages): State<Pages>,
    visitor: Visitor,
    browser: Browser,
    Path(name): Path<String>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<Response, Detour> {
    let service = protected(&name, &pages, &visitor).await?;
    let (purpose, action) = (ChallengePurpose::StepUp, service.action());
    let asked = pages
        .ask_for_code(&visitor.account_id, browser, purpose, action)
        .await;
    match asked {
        Ok(challenge_id) => {
            Ok(Redirect::to(&format!("{}/code", path(challenge_id))).into_response())
        }
        Err(ExecuteError::Refused(Refusal::NotRequired { .. })) => {
            Err(Detour::To(service.path().to_owned()))
        }
        Err(error) => not_done(error, &here(service), &pages, &visitor).await,
    }
}

/// The mailbox that codes of the visitor's account go to.
pub(super) async fn proven(pages: &Pages, visitor: &Visitor) -> Result<EmailAddress, Trouble> {
    let account = pages.store.account(&visitor.account_id).await?;
    let account = account.ok_or(Trouble::NotFound)?;
    account.facts()?.proven.ok_or(Trouble::Gone)
}

fn here(service: Service) -> String {
    format!("/step-up/{}", service.name())
}

/// The service of this name, where it takes a code; the way there where it does not.
async fn protected(name: &str, pages: &Pages, visitor: &Visitor) -> Result<Service, Detour> {
    let service = Service::named(name).ok_or(Trouble::NotFound)?;
    let Visit::SignedIn = visitor.visit else {
        return Err(Detour::To("/account/security".to_owned()));
    };
    match Service::access(pages, visitor).await? {
        Access::Closed => Ok(service),
        Access::Unprotected | Access::Open(_) => Err(Detour::To(service.path().to_owned())),
    }
}
